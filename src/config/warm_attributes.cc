#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "config/handlers.h"
#include "config/keywords.h"
#include "config/values.h"

namespace rouse::config::handle {

namespace {

/// Both are more than anybody means.
constexpr std::uint64_t most_callers = 1'000'000'000;
constexpr std::uint64_t most_minutes = std::uint64_t{365} * 24 * 60;
constexpr std::uint64_t minute_ms = 60'000;
constexpr std::uint64_t longest_park_ms = 3'600'000;

}  // namespace

bool park(Setting& setting) {
  std::optional<ParkPoint> point = value_of(park_point_keywords, setting.value());
  if (!point)
    return setting.bad(
        setting.place(0),
        fmt::format("Bad value for park: {} ({})", escaped(setting.value()), choices(park_point_keywords)),
        meant(park_point_keywords, setting.value()));
  setting.service().parking.point = *point;
  return true;
}

bool prestart(Setting& setting) {
  std::optional<bool> value = value_of(yes_no_keywords, setting.value());
  if (!value)
    return setting.bad(setting.place(0), fmt::format("Bad value for prestart: {}", escaped(setting.value())));
  setting.service().parking.prestart = *value;
  return true;
}

bool park_timeout(Setting& setting) {
  std::optional<std::uint64_t> ms = milliseconds(setting.value(), longest_park_ms);
  if (!ms || *ms == 0)
    return setting.bad(setting.place(0), fmt::format("park_timeout takes seconds from 0.001 to {}, not {}",
                                                     longest_park_ms / 1000, escaped(setting.value())));
  setting.service().parking.timeout_ms = *ms;
  return true;
}

bool park_refresh(Setting& setting) {
  Parking& parking = setting.service().parking;
  if (!setting.read_limit(0, most_callers, "callers", parking.refresh_callers)) return false;
  if (!setting.read_limit(1, most_minutes, "minutes", parking.refresh_ms)) return false;
  if (parking.refresh_ms) *parking.refresh_ms *= minute_ms;
  return true;
}

bool park_watch(Setting& setting) {
  std::vector<std::string>& watch = setting.service().parking.watch;
  if (setting.op == Operator::set) watch.clear();
  for (std::size_t i = 0; i < setting.values().size(); ++i) {
    std::string path(setting.value(i));
    if (!path.starts_with('/'))
      return setting.bad(
          setting.place(i),
          fmt::format("the path of a file in park_watch must begin with /: {}", escaped(path)));
    std::erase(watch, path);
    if (setting.op != Operator::remove) watch.push_back(std::move(path));
  }
  if (watch.size() <= park_watch_most) return true;
  return setting.bad(
      setting.place(),
      fmt::format("park_watch takes at most {} paths: each is looked at for every caller", park_watch_most));
}

/// A minus sign wraps around in sizes that xinetd knows; this one it does not know.
bool park_memory_max(Setting& setting) {
  std::string_view text = setting.value();
  std::optional<std::uint64_t> bytes;
  if (same_word(text, "UNLIMITED")) bytes = 0;
  if (!bytes && !text.starts_with('-')) bytes = size_bytes(text);
  if (!bytes)
    return setting.bad(
        setting.place(0),
        fmt::format("park_memory_max takes bytes (256m, 65536k), 0 or UNLIMITED, not {}", escaped(text)));
  setting.draft.parked_bytes_most = *bytes == 0 ? std::nullopt : bytes;
  return true;
}

}  // namespace rouse::config::handle
