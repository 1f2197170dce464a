#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "config/configuration.h"
#include "config/defaults.h"
#include "config/entry_reader.h"
#include "config/inetd_entry.h"
#include "config/inetd_file.h"
#include "config/keywords.h"
#include "config/syntax.h"
#include "config/validate.h"

namespace rouse::config {

namespace {

/// Limits on what includes may do: how deep, how many files, how large each.
constexpr std::size_t depth_limit = 32;
constexpr std::size_t files_limit = 100'000;
constexpr std::size_t file_limit_bytes = std::size_t{64} << 20;

class Loader {
 public:
  Loader(const LoadOptions& options, World& world)
      : options_(options), world_(world), reporter_(options.extensions) {
    defaults_.service.name = "(null)";
    defaults_.service.origins.share_files(defaults_files_);
  }

  Configuration load() {
    read_main_file();
    if (!options_.inetd_path.empty()) read_inetd_conf();
    finish_services();
    out_.defaults = defaults_of(defaults_);
    out_.messages = reporter_.take();
    return std::move(out_);
  }

 private:
  std::string absolute(std::string_view path) const {
    if (path.starts_with('/') || options_.directory.empty()) return std::string(path);
    return options_.directory + "/" + std::string(path);
  }

  void read_main_file() {
    std::string path = absolute(options_.path);
    Result<std::string> text = world_.read_file(path);
    if (text) return read_file(path, std::move(*text));
    out_.fatal = text.error().code != ENOENT || !options_.may_be_missing;
    reporter_.say_of_file(out_.fatal ? Severity::fatal : Severity::note, path, text.error().text());
  }

  /// The file as lines, or null when it is too large.
  std::shared_ptr<const SourceFile> source_of(const std::string& path, std::string text) {
    out_.files.push_back(path);
    if (world_.writable_by_others(path))
      reporter_.say_of_file(Severity::warning, path,
                            "others than root may write this file: whoever does can run programs as root");
    if (text.size() > file_limit_bytes) {
      reporter_.say_of_file(
          Severity::error, path,
          fmt::format("the file has {} bytes, more than {}; it is not read", text.size(), file_limit_bytes));
      return nullptr;
    }
    auto file = std::make_shared<const SourceFile>(path, std::move(text));
    if (int line = file->first_carriage_return(); line != 0)
      reporter_.say(Severity::difference, {file.get(), line, 0},
                    "lines that end in CR LF are read as lines (xinetd would take the CR for a part of the "
                    "last value)");
    return file;
  }

  void read_file(const std::string& path, std::string text) {
    std::shared_ptr<const SourceFile> file = source_of(path, std::move(text));
    if (!file) return;
    open_.push_back(path);
    bool found_defaults = false;
    for (const Entry& entry : read_entries(*file)) read_entry_of(file, entry, found_defaults);
    open_.pop_back();
  }

  void read_entry_of(const std::shared_ptr<const SourceFile>& file, const Entry& entry,
                     bool& found_defaults) {
    Place at{file.get(), entry.line, entry.keyword.column};
    if (entry.fault != EntryFault::none) return report_fault(file, entry);
    if (file->line(entry.line).nul) return refuse_nul(file, entry, at);
    if (entry.brace_on_keyword)
      reporter_.say(Severity::difference, at,
                    "the brace may stand on this line (xinetd would skip the whole entry: missing '{')");
    switch (entry.kind) {
      case EntryKind::include:
        return include(entry.name.text, at);
      case EntryKind::includedir:
        return include_directory(entry.name.text, at);
      case EntryKind::defaults:
        return read_defaults(file, entry, found_defaults);
      case EntryKind::service:
        return read_service(file, entry);
      case EntryKind::unknown:
        return;
    }
  }

  /// A name that goes on behind a NUL byte would be another one to the kernel.
  void refuse_nul(const std::shared_ptr<const SourceFile>& file, const Entry& entry, const Place& at) {
    reporter_.say(Severity::error, at, "the line holds a NUL byte; what it begins is skipped");
    if (entry.kind == EntryKind::service)
      dropped(std::string(entry.name.text), file->path(), entry.line, "the line holds a NUL byte");
  }

  void report_fault(const std::shared_ptr<const SourceFile>& file, const Entry& entry) {
    Place at{file.get(), entry.line, entry.keyword.column};
    std::string name = escaped(entry.name.text, 100);
    std::string skipped = entry.closed ? fmt::format("all up to line {} is skipped", entry.end_line)
                                       : "the rest of the file is skipped";
    if (entry.fault == EntryFault::name_missing) {
      reporter_.say(Severity::error, at, fmt::format("service name missing; {}", skipped));
    } else if (entry.fault == EntryFault::brace_missing) {
      bool service = entry.kind == EntryKind::service;
      reporter_.say(Severity::error, at,
                    fmt::format("Service {}: missing '{{'; {}", service ? name : "(null)", skipped));
      if (service) {
        note_id(entry.name.text, *file, entry.line);
        dropped(std::string(entry.name.text), file->path(), entry.line, "missing '{'");
      }
    } else {
      constexpr std::array<std::string_view, 4> known = {"service", "defaults", "include", "includedir"};
      reporter_.say(Severity::error, at, fmt::format("missing service keyword; {}", skipped),
                    entry.keyword.text.size() < 40 ? nearest(entry.keyword.text, known).value_or("") : "");
    }
    if (!entry.closed) missing_end(file, entry);
  }

  void missing_end(const std::shared_ptr<const SourceFile>& file, const Entry& entry) {
    reporter_.say(Severity::warning, {file.get(), file->size(), 0},
                  fmt::format("missing }} in last service entry, which began in line {}", entry.line));
  }

  void include(std::string_view name, const Place& at) {
    std::string path = absolute(name);
    if (!may_open(path, at)) return;
    Result<std::string> text = world_.read_file(path);
    if (!text) {
      reporter_.say(Severity::error, at,
                    fmt::format("Unable to open included configuration file: {} ({})", escaped(path),
                                text.error().text()));
      return;
    }
    read_file(path, std::move(*text));
  }

  /// Guards against loops, and against includes that multiply.
  bool may_open(const std::string& path, const Place& at) {
    if (std::find(open_.begin(), open_.end(), path) != open_.end()) {
      reporter_.say(Severity::error, at,
                    fmt::format("{} includes itself; this line is ignored", escaped(path)));
      return false;
    }
    if (open_.size() < depth_limit && out_.files.size() < files_limit) return true;
    reporter_.say(
        Severity::error, at,
        fmt::format("too many includes (at most {} within each other, {} files); this line is ignored",
                    depth_limit, files_limit));
    return false;
  }

  /// Regular files in byte order; names with a '.' anywhere or a '~' at the end are passed over
  /// (reference/xinetd.md 2.4).
  void include_directory(std::string_view name, const Place& at) {
    std::string directory = absolute(name);
    Result<std::vector<DirectoryEntry>> entries = world_.read_directory(directory);
    if (!entries) {
      reporter_.say(Severity::error, at,
                    fmt::format("Unable to read included directory: {} ({})", escaped(directory),
                                entries.error().text()));
      return;
    }
    std::sort(entries->begin(), entries->end(),
              [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
    for (const DirectoryEntry& entry : *entries) {
      if (entry.name.find('.') != std::string::npos || entry.name.ends_with('~')) continue;
      std::string path = directory + "/" + entry.name;
      if (entry.regular)
        include(path, at);
      else
        reporter_.say(Severity::error, at,
                      fmt::format("{} is not a regular file. It is being skipped.", escaped(path)));
    }
  }

  /// One in each file; all of them feed the same defaults.
  void read_defaults(const std::shared_ptr<const SourceFile>& file, const Entry& entry,
                     bool& found_defaults) {
    Place at{file.get(), entry.line, entry.keyword.column};
    if (found_defaults)
      return reporter_.say(Severity::error, at,
                           "only 1 defaults entry is allowed. This entry will be ignored");
    defaults_.source = file;
    defaults_.service.line = entry.line;
    defaults_files_->push_back(file->path());
    defaults_.file_number = static_cast<std::uint32_t>(defaults_files_->size());
    read_entry(entry, defaults_, world_, reporter_);
    out_.fatal = out_.fatal || !defaults_.fault.empty();
    if (!entry.closed)
      reporter_.say(Severity::error, {file.get(), file->size(), 0},
                    fmt::format("incomplete entry: defaults, which began in line {}, has no }}", entry.line));
    found_defaults = entry.closed;
  }

  void read_service(const std::shared_ptr<const SourceFile>& file, const Entry& entry) {
    Draft draft;
    draft.source = file;
    draft.service.name = draft.service.id = entry.name.text;
    draft.service.file = file->path();
    draft.service.line = entry.line;
    draft.service.origins.share_files(defaults_files_);
    inherit_before_reading(defaults_, draft);
    EntryEnd end = read_entry(entry, draft, world_, reporter_);
    note_id(end == EntryEnd::complete ? draft.service.id : std::string(id_of(*file, entry)), *file,
            entry.line);
    if (end == EntryEnd::complete && !entry.closed) {
      draft.fault = "incomplete entry";
      reporter_.say(Severity::error, {file.get(), file->size(), 0},
                    fmt::format("incomplete entry; service {} is dropped", draft.label()));
      end = EntryEnd::broken;
    }
    if (!entry.closed) missing_end(file, entry);
    if (end == EntryEnd::complete) return drafts_.push_back(std::move(draft));
    // Reading has stopped, perhaps before the line that says so.
    draft.service.mode = value_of(mode_keywords, value_of(*file, entry, "mode")).value_or(Mode::on_demand);
    if (end == EntryEnd::disabled && draft.off) return dropped_by_choice(draft, "disable = yes");
    dropped(draft);
  }

  void note_id(std::string_view id, const SourceFile& file, int line) {
    ids_.emplace(lower(id), fmt::format("{}:{}", file.path(), line));
  }

  /// Behind everything else, as xinetd does (reference/xinetd.md 2.10). Debian's init script asks for it
  /// whether the file is there or not.
  void read_inetd_conf() {
    const std::string& path = options_.inetd_path;
    Result<std::string> text = world_.read_file(path);
    if (!text && text.error().code == ENOENT) return;
    if (!text) return reporter_.say_of_file(Severity::error, path, text.error().text());
    std::shared_ptr<const SourceFile> file = source_of(path, std::move(*text));
    if (!file) return;
    for (const InetdLine& line : read_inetd_file(*file, world_, reporter_)) {
      if (line.kind == InetdKind::fault) dropped(line.name, path, line.first, line.problem);
      if (line.kind == InetdKind::entry && !is_hidden(*line.fields, file))
        read_inetd_line(*line.fields, file);
    }
  }

  /// What README.Debian of xinetd promises: an entry with this id in xinetd's own files counts, even a
  /// disabled one.
  bool is_hidden(const InetdFields& fields, const std::shared_ptr<const SourceFile>& file) {
    std::string id = inetd_id(fields);
    auto own = ids_.find(lower(id));
    if (own == ids_.end()) return false;
    int line = fields.service.line;
    reporter_.say(
        Severity::difference, {file.get(), line, fields.service.column},
        fmt::format("{} is hidden by the entry with this id in {} (xinetd would serve this one, too)",
                    escaped(id, 100), own->second));
    out_.dropped.push_back({std::move(id), file->path(), line, "hidden by " + own->second, true});
    return true;
  }

  void read_inetd_line(const InetdFields& fields, const std::shared_ptr<const SourceFile>& file) {
    bool by_number = whole_number(fields.service.text).has_value();
    if (!by_number && !fields.is_unix() && !fields.rpc &&
        !world_.service_port(fields.service.text, fields.protocol.text)) {
      std::string problem = fmt::format(
          "service/protocol combination not in /etc/services: {}/{} (a port number will do instead)",
          escaped(fields.service.text, 100), fields.protocol.text);
      reporter_.say(Severity::error, {file.get(), fields.service.line, fields.service.column},
                    problem + "; the service of this line is dropped");
      return dropped(inetd_id(fields), file->path(), fields.service.line, std::move(problem));
    }
    if (by_number)
      reporter_.say(Severity::extension, {file.get(), fields.service.line, fields.service.column},
                    "a port number in place of a name: xinetd drops the service");
    for (const InetdEntry& entry : inetd_entries(fields))
      add_inetd(inetd_draft(entry, file, defaults_, world_, reporter_));
  }

  void add_inetd(Draft draft) {
    draft.service.origins.share_files(defaults_files_);
    drafts_.push_back(std::move(draft));
  }

  /// enabled and disabled work on ids, whatever their capitals; then everything else is decided.
  void finish_services() {
    std::unordered_set<std::string> enabled(defaults_.enabled.begin(), defaults_.enabled.end());
    std::unordered_set<std::string> disabled(defaults_.disabled.begin(), defaults_.disabled.end());
    bool only_enabled = defaults_.has(Attribute::enabled);
    Validator validator(world_, reporter_, defaults_);
    for (Draft& draft : drafts_) {
      std::string id = lower(draft.service.id);
      if (only_enabled && !enabled.contains(id))
        dropped_by_choice(draft, "not among the enabled of defaults");
      else if (disabled.contains(id))
        dropped_by_choice(draft, "among the disabled of defaults");
      else
        finish(draft, only_enabled, validator);
    }
    validator.finish();
    drafts_.clear();
  }

  void finish(Draft& draft, bool enabled, Validator& validator) {
    if (!draft.fault.empty()) {
      if (enabled)
        reporter_.say(
            Severity::difference, draft.fault_place,
            fmt::format("enabled does not bring back service {}, which a bad value has dropped (xinetd would "
                        "run it without that attribute)",
                        draft.label()));
      return dropped(draft);
    }
    inherit_after_reading(defaults_, draft);
    if (!validator.accept(draft)) return dropped(draft);
    out_.services.push_back(std::make_shared<const ServiceConfig>(std::move(draft.service)));
  }

  void dropped(const Draft& draft) {
    dropped(draft.service.id, draft.service.file, draft.service.line, draft.fault);
    out_.dropped.back().mode = draft.service.mode;
  }

  void dropped(std::string id, std::string file, int line, std::string reason) {
    out_.dropped.push_back({std::move(id), std::move(file), line, std::move(reason), false});
  }

  void dropped_by_choice(const Draft& draft, std::string reason) {
    out_.dropped.push_back({draft.service.id, draft.service.file, draft.service.line, std::move(reason), true,
                            draft.service.mode});
  }

  const LoadOptions& options_;
  World& world_;
  Reporter reporter_;
  Configuration out_;
  std::shared_ptr<std::vector<std::string>> defaults_files_ = std::make_shared<std::vector<std::string>>();
  Draft defaults_;
  std::vector<Draft> drafts_;
  std::unordered_map<std::string, std::string> ids_;  // of all entries, in lower case -> FILE:LINE
  std::vector<std::string> open_;                     // the files being read, outermost first
};

}  // namespace

Configuration load(const LoadOptions& options, World& world) { return Loader(options, world).load(); }

}  // namespace rouse::config
