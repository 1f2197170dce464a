#include "tools/inetd_conversion.h"

#include <fmt/format.h>

#include <memory>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "config/inetd_entry.h"
#include "config/inetd_file.h"
#include "config/lexer.h"

namespace rouse::tools {

namespace {

using config::InetdEntry;
using config::InetdFields;
using config::InetdKind;
using config::InetdLine;
using config::InetdWord;
using config::Reporter;
using config::Severity;

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// `text` with a '#' in front of each line.
std::string commented(std::string_view text) {
  std::string out;
  for (std::size_t from = 0; from < text.size();) {
    std::size_t end = text.find('\n', from);
    out += fmt::format("#{}\n", text.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

/// A comment without its marks; Debian's update-inetd writes "#<off># ".
std::string_view without_marks(std::string_view comment) {
  comment = trimmed(comment);
  comment.remove_prefix(comment.find_first_not_of('#'));
  constexpr std::string_view off = "<off>#";
  if (comment.starts_with(off)) comment.remove_prefix(off.size());
  return trimmed(comment);
}

class Converter {
 public:
  Converter(std::string text, const ConversionOptions& options, config::World& world)
      : file_(std::make_shared<const config::SourceFile>(options.path, std::move(text))),
        options_(options),
        world_(world) {}

  Conversion convert() {
    for (const InetdLine& line : config::read_inetd_file(*file_, world_, reporter_)) convert(line);
    for (config::Message& message : reporter_.take())
      if (message.severity >= Severity::warning) out_.messages.push_back(std::move(message));
    return std::move(out_);
  }

 private:
  std::string_view text(int number) const { return file_->line(number).text; }

  void convert(const InetdLine& line) {
    switch (line.kind) {
      case InetdKind::blank:
        out_.text += '\n';
        return;
      case InetdKind::comment:
        return comment(text(line.first));
      case InetdKind::hosts:
        hosts_ = line.hosts;
        out_.text += fmt::format("# {}\n", text(line.first));
        return;
      case InetdKind::fault:
        return untranslated(line);
      case InetdKind::entry:
        std::optional<std::string> entry = entry_text(*line.fields, reporter_);
        if (!entry) return untranslated(line);
        add_entry(*entry);
    }
  }

  void untranslated(const InetdLine& line) {
    out_.complete = false;
    for (int number = line.first; number <= line.last; ++number)
      out_.text += fmt::format("# not translated: {}\n", text(number));
  }

  /// Entries stand apart from each other, and directly below their comments.
  void add_entry(std::string_view entry) {
    if (out_.text.ends_with("}\n")) out_.text += '\n';
    out_.text += entry;
  }

  void comment(std::string_view line) {
    std::optional<std::string> entry = entry_behind(line);
    if (entry) return add_entry(commented(*entry));
    out_.text += fmt::format("{}\n", line);
  }

  /// The entry that a comment switches off; nothing when it is prose.
  std::optional<std::string> entry_behind(std::string_view line) {
    if (line.find_first_not_of("# \t") == std::string_view::npos) return std::nullopt;
    std::vector<InetdWord> words;
    for (const config::Token& token : config::tokens(without_marks(line)))
      words.push_back({std::string(token.text), 0, 0});
    if (!config::looks_like_inetd_entry(words)) return std::nullopt;
    Reporter nobody;
    auto fields = config::read_inetd_fields(words, *file_, hosts_, world_, nobody);
    return fields ? entry_text(*fields, nobody) : std::nullopt;
  }

  /// The entries of one line; nothing, and told, when a value is bad.
  std::optional<std::string> entry_text(InetdFields fields, Reporter& reporter) {
    if (!unwrap(fields, reporter)) return std::nullopt;
    std::string out;
    for (const InetdEntry& entry : config::inetd_entries(fields)) {
      if (!config::inetd_draft(entry, file_, {}, world_, reporter).fault.empty()) return std::nullopt;
      out += (out.empty() ? "" : "\n") + config::inetd_entry_text(entry);
    }
    return out;
  }

  /// tcpd starts the program of its first argument, under that program's own name.
  bool unwrap(InetdFields& fields, Reporter& reporter) const {
    if (!options_.daemon_folder || !fields.server || last_part(fields.server->text) != "tcpd") return true;
    if (fields.args.empty()) {
      reporter.say(Severity::error, {file_.get(), fields.server->line, fields.server->column},
                   "tcpd needs the server's name as its argument");
      return false;
    }
    std::string name = fields.args.front().text;
    bool absolute = name.starts_with('/');
    fields.server = fields.args.front();
    fields.server->text = absolute ? name : *options_.daemon_folder + "/" + name;
    fields.args.front().text = last_part(name);
    fields.asks_libwrap = true;
    return true;
  }

  std::shared_ptr<const config::SourceFile> file_;
  const ConversionOptions& options_;
  config::World& world_;
  Reporter reporter_;
  Conversion out_;
  std::vector<InetdWord> hosts_;  // of the lines that name none
};

}  // namespace

Conversion convert_inetd(std::string inetd_conf, const ConversionOptions& options, config::World& world) {
  return Converter(std::move(inetd_conf), options, world).convert();
}

}  // namespace rouse::tools
