#include <fmt/format.h>

#include "base/text.h"
#include "config/handlers.h"
#include "config/keywords.h"
#include "config/values.h"

namespace rouse::config::handle {

namespace {

/// A year is longer than anybody waits.
constexpr std::uint64_t longest_s = std::uint64_t{365} * 24 * 3600;

Supervision& supervision_of(Setting& setting) { return setting.service().supervision; }

bool read_seconds(Setting& setting, std::size_t i, std::uint64_t& out_ms) {
  std::optional<std::uint64_t> ms = milliseconds(setting.value(i), longest_s * 1000);
  if (!ms || *ms == 0)
    return setting.bad(setting.place(i),
                       fmt::format("{} takes seconds from 0.001 to {}, not {}", setting.assignment.name.text,
                                   longest_s, escaped(setting.value(i))));
  out_ms = *ms;
  return true;
}

bool read_yes_no(Setting& setting, bool& out) {
  std::optional<bool> value = value_of(yes_no_keywords, setting.value());
  if (!value)
    return setting.bad(setting.place(0), fmt::format("Bad value for {}: {}", setting.assignment.name.text,
                                                     escaped(setting.value())));
  out = *value;
  return true;
}

template <class E, std::size_t N>
bool read_keyword(Setting& setting, const std::array<Keyword<E>, N>& table, E& out) {
  std::optional<E> value = value_of(table, setting.value());
  if (!value)
    return setting.bad(setting.place(0),
                       fmt::format("Bad value for {}: {} ({})", setting.assignment.name.text,
                                   escaped(setting.value()), choices(table)),
                       meant(table, setting.value()));
  out = *value;
  return true;
}

}  // namespace

bool mode(Setting& setting) {
  if (same_word(setting.value(), "lazy"))
    return setting.bad(setting.place(0),
                       "mode = lazy is not there yet, only on-demand, standalone and warm are");
  return read_keyword(setting, mode_keywords, setting.service().mode);
}

bool script(Setting& setting) {
  std::string path(setting.value());
  if (path.find('/') == std::string::npos) path.insert(0, "/etc/init.d/");
  if (!path.starts_with('/'))
    return setting.bad(setting.place(0),
                       fmt::format("the path of a script must begin with /: {}", escaped(path)));
  if (!setting.world.language_only()) {
    Result<void> executable = setting.world.executable(path);
    if (!executable)
      return setting.bad(setting.place(0), fmt::format("Script {} is not executable ({})", escaped(path),
                                                       executable.error().text()));
  }
  setting.service().server = std::move(path);
  supervision_of(setting).is_script = true;
  return true;
}

bool ready(Setting& setting) {
  Supervision& supervision = supervision_of(setting);
  if (!read_keyword(setting, ready_keywords, supervision.ready)) return false;
  bool takes_path = supervision.ready == Ready::pid_file;
  if (setting.values().size() != (takes_path ? 2U : 1U))
    return setting.bad(setting.place(0), takes_path ? "ready = pidfile takes the path of the file"
                                                    : "ready takes one word (only pidfile takes a path)");
  if (!takes_path) return true;
  supervision.pid_file = setting.value(1);
  if (supervision.pid_file.starts_with('/')) return true;
  return setting.bad(setting.place(1), fmt::format("the path of a pid file must begin with /: {}",
                                                   escaped(supervision.pid_file)));
}

bool pass_socket(Setting& setting) { return read_yes_no(setting, supervision_of(setting).pass_socket); }

bool start_timeout(Setting& setting) {
  return read_seconds(setting, 0, supervision_of(setting).start_timeout_ms);
}

bool stop_timeout(Setting& setting) {
  return read_seconds(setting, 0, supervision_of(setting).stop_timeout_ms);
}

bool respawn(Setting& setting) {
  return read_keyword(setting, respawn_keywords, supervision_of(setting).respawn);
}

bool respawn_delay(Setting& setting) {
  Supervision& supervision = supervision_of(setting);
  bool read = read_seconds(setting, 0, supervision.first_delay_ms) &&
              read_seconds(setting, 1, supervision.longest_delay_ms);
  if (!read || supervision.first_delay_ms <= supervision.longest_delay_ms) return read;
  return setting.bad(setting.place(1),
                     "the second delay of respawn_delay is the longest: it cannot be less "
                     "than the first");
}

bool respawn_limit(Setting& setting) {
  std::optional<std::uint64_t> starts = whole_number(setting.value(0), respawn_starts_most);
  if (!starts || *starts == 0)
    return setting.bad(setting.place(0), fmt::format("respawn_limit takes 1 to {} starts, not {}",
                                                     respawn_starts_most, escaped(setting.value(0))));
  supervision_of(setting).starts_most = *starts;
  return read_seconds(setting, 1, supervision_of(setting).starts_window_ms);
}

bool critical(Setting& setting) { return read_yes_no(setting, supervision_of(setting).critical); }

bool after(Setting& setting) {
  for (const Token& value : setting.values()) supervision_of(setting).after.emplace_back(value.text);
  return true;
}

}  // namespace rouse::config::handle
