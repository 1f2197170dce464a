// Spans: how long something took, each time it was done. Plain numbers, for records that outlive a steward.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace rouse::process {

struct Spans {
  std::uint64_t times = 0;
  std::uint64_t sum_us = 0;
  std::uint64_t least_us = 0;  // the shortest; 0 with `times` 0: there was none

  /// It was done once more, in this time; one that goes backwards is none.
  void add(Duration time) {
    auto us = static_cast<std::uint64_t>(
        std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count(), 0));
    least_us = times == 0 ? us : std::min(least_us, us);
    sum_us += us;
    ++times;
  }
  bool operator==(const Spans&) const = default;
};

}  // namespace rouse::process
