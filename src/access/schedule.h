// Schedule: may a caller come at this time of day (access_times, reference/xinetd.md 3)?
#pragma once

#include <ctime>
#include <span>

#include "base/clock.h"
#include "config/service_config.h"

namespace rouse::access {

/// No ranges: always open. Both ends belong to a range; one whose start is behind its end runs over midnight,
/// and 24:00 (minute 1440) is the end of the day (docs/differences.md).
constexpr bool open_at(std::span<const config::TimeRange> ranges, int minute_of_day) {
  if (ranges.empty()) return true;
  for (const config::TimeRange& range : ranges) {
    bool after_start = minute_of_day >= range.from_minute;
    bool before_end = minute_of_day <= range.to_minute;
    bool overnight = range.from_minute > range.to_minute;
    if (overnight ? after_start || before_end : after_start && before_end) return true;
  }
  return false;
}

/// The minute of the local day: 0 to 1439.
inline int local_minute(WallTime at) {
  std::tm local{};
  localtime_r(&at, &local);
  return local.tm_hour * 60 + local.tm_min;
}

}  // namespace rouse::access
