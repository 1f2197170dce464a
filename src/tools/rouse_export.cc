#include "tools/rouse_export.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/fd.h"
#include "base/text.h"
#include "config/edit.h"
#include "log/json.h"
#include "sys/file.h"
#include "sys/replace.h"
#include "tools/json_parts.h"
#include "tools/service_entry.h"
#include "tools/standard_output.h"
#include "tools/translation.h"
#include "tools/unit_export.h"

namespace rouse::tools {

namespace {

constexpr std::size_t largest_unit_bytes = std::size_t{16} << 20;
constexpr std::array<std::string_view, 1> targets = {"systemd"};

/// What came of it: a refusal, or the units and where they are now.
struct Exported {
  control::Reply reply;
  UnitExport units = {};
};

Exported no_export(control::Outcome outcome, std::string_view text) {
  return {.reply = control::refusal(outcome, text)};
}

/// A service that its own entry disables, as it would be.
ServiceEntry switched_on(const ServiceEntry& entry) {
  Result<std::string> text = sys::read_file(entry.file);
  if (!text) return entry;
  config::Edit edit = config::switched(*text, true, {entry.id});
  for (ServiceEntry& other :
       entries_called(read_configuration(std::string(main_file), entry.file, edit.text), entry.id)) {
    if (other.file == entry.file) return std::move(other);
  }
  return entry;
}

Exported made_of(ServiceEntry entry, config::DefaultFamily family) {
  bool is_disabled = entry.dropped && entry.dropped->by_choice;
  if (is_disabled) entry = switched_on(entry);
  std::string place = fmt::format("{}:{}", entry.file, entry.line);
  if (!entry.service)
    return no_export(control::Outcome::failed,
                     translated("{}: {} is not served: {}", place, escaped(entry.id),
                                entry.dropped ? entry.dropped->reason : ""));
  if (std::optional<UnitGap> obstacle = unit_obstacle(*entry.service))
    return no_export(control::Outcome::failed, translated("{}: {} cannot be a unit of systemd's: {}", place,
                                                          escaped(entry.id), gap_in_words(*obstacle)));
  return {.reply = {}, .units = export_units(*entry.service, family, is_disabled)};
}

Exported exported(const std::string& name) {
  config::Configuration configuration = read_configuration(std::string(main_file));
  std::vector<ServiceEntry> entries = entries_called(configuration, name);
  if (entries.empty() && configuration.fatal)
    return no_export(control::Outcome::failed,
                     translated("the configuration cannot be read; `rouse check` tells why"));
  if (entries.empty()) {
    std::string meant = escaped(nearest_service(configuration, name));
    return no_export(control::Outcome::no_such_service,
                     translated(control::unknown_service(escaped(name), meant)));
  }
  if (entries.size() == 1) return made_of(entries.front(), configuration.defaults.family);
  std::string ids;
  for (const ServiceEntry& entry : entries) ids += " " + escaped(entry.id);
  return no_export(control::Outcome::failed,
                   translated("several services are called {}; name one by its id:{}", escaped(name), ids));
}

// The files

enum class Found : std::uint8_t { none, same, other, no_file };

/// What is there. A link is no file: that of a masked unit leads to /dev/null.
Result<Found> look_at(const std::string& path, const std::string& text) {
  std::error_code problem;
  std::filesystem::file_status status = std::filesystem::symlink_status(path, problem);
  if (status.type() == std::filesystem::file_type::not_found) return Found::none;
  if (problem) return failed("stat", problem.value(), path);
  if (!std::filesystem::is_regular_file(status)) return Found::no_file;
  Result<std::string> there = sys::read_file(path, largest_unit_bytes);
  if (!there) return std::unexpected(there.error());
  return *there == text ? Found::same : Found::other;
}

Result<void> create(const std::string& path, const std::string& text) {
  constexpr mode_t readable_by_all = 0644;
  Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, readable_by_all));
  if (!file) return failed("open", path);
  Result<void> done = sys::write_all(file.raw(), text);
  if (!done) ::unlink(path.c_str());
  return done;
}

/// Why the file may not be written; nothing: it may.
std::optional<std::string> hindrance(Found found, const std::string& path, bool by_force) {
  if (found == Found::no_file) return translated("{} is no plain file, and stays", escaped(path));
  if (found == Found::other && !by_force)
    return translated("{} is there and says something else; --force replaces it", escaped(path));
  return std::nullopt;
}

/// One that is to be written.
struct UnitFile {
  std::string path;
  const Unit* unit;
  Found found;
  std::string before = {};  // what is there
};

Result<void> put(UnitFile& file) {
  if (file.found == Found::none) return create(file.path, file.unit->text);
  Result<std::string> there = sys::read_file(file.path, largest_unit_bytes);
  if (!there) return std::unexpected(there.error());
  file.before = std::move(*there);
  return sys::replace_content(file.path, file.unit->text);
}

/// False: the file stays as it is now.
bool removed_again(const UnitFile& file) {
  if (file.found == Found::none) return ::unlink(file.path.c_str()) == 0;
  return sys::replace_content(file.path, file.before).has_value();
}

/// Both or none.
Exported written(Exported made, const std::string& folder, bool by_force) {
  std::vector<UnitFile> files;
  for (const Unit* unit : {&made.units.socket, &made.units.service}) {
    std::string path = folder + "/" + unit->name;
    Result<Found> found = look_at(path, unit->text);
    if (!found) return {.reply = refusal_of(found.error())};
    if (std::optional<std::string> why = hindrance(*found, path, by_force))
      return no_export(control::Outcome::failed, *why);
    if (*found != Found::same) files.push_back({path, unit, *found});
  }
  for (auto file = files.begin(); file != files.end(); ++file) {
    Result<void> done = put(*file);
    if (done) continue;
    Exported out{.reply = refusal_of(done.error())};
    for (auto other = files.begin(); other != file; ++other) out.reply.changed |= !removed_again(*other);
    return out;
  }
  made.reply.changed = !files.empty();
  return made;
}

// What is told

std::string unit_json(const Unit& unit) {
  return log::JsonObject().add("name", unit.name).add("text", unit.text).text();
}

std::string gap_json(const UnitGap& gap) {
  return fmt::format(R"({{"attribute":{},"values":{},"text":{}}})", log::json_string(gap.attribute),
                     array_of(gap.values, log::json_string), log::json_string(gap.sentence));
}

void tell_json(const Exported& made) {
  print(fmt::format(R"({{"outcome":"done","changed":{},"units":[{},{}],"not_expressed":{}}})"
                    "\n",
                    made.reply.changed, unit_json(made.units.socket), unit_json(made.units.service),
                    array_of(made.units.gaps, gap_json)));
}

void tell_in_words(const Exported& made, bool in_files) {
  for (const UnitGap& gap : made.units.gaps)
    complain(fmt::format("rouse: {}\n", translated("not expressed: {}", gap_in_words(gap))));
  if (!in_files) return print(made.units.socket.text + "\n" + made.units.service.text);
  tell_change(made.reply);
}

}  // namespace

Exit rouse_export(const RouseRequest& request) {
  const std::string& target = request.operands.at(0);
  std::optional<std::string> folder = request.option("--output");
  if (target != targets.front()) {
    bool meant = nearest(target, targets).has_value();
    complain(fmt::format(
        "rouse: {}\n",
        meant ? translated("{} cannot be exported to; did you mean {}?", escaped(target), targets.front())
              : translated("{} cannot be exported to; systemd can", escaped(target))));
    return Exit::usage;
  }
  if (request.has("--force") && !folder) {
    complain(fmt::format("rouse: {}\n", translated("--force belongs to --output")));
    return Exit::usage;
  }
  Exported made = exported(request.operands.at(1));
  if (made.reply.outcome == control::Outcome::done && folder)
    made = written(std::move(made), *folder, request.has("--force"));
  if (made.reply.outcome != control::Outcome::done) {
    (void)tell(request, made.reply);
  } else if (request.json) {
    tell_json(made);
  } else {
    tell_in_words(made, folder.has_value());
  }
  return exit_of(made.reply);
}

}  // namespace rouse::tools
