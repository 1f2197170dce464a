// ParkCounts: what is counted of the parked processes of one service. Plain numbers, for the record of the
// service (listen/tally.h), which outlives a steward.
#pragma once

#include <cstdint>

#include "process/spans.h"

namespace rouse::warm {

struct ParkCounts {
  std::uint64_t started = 0;     // processes that were to park
  std::uint64_t failed = 0;      // that died or hung, parked or not, or could not be started
  process::Spans parkings = {};  // of those that parked, from their start to their park point

  bool operator==(const ParkCounts&) const = default;
};

}  // namespace rouse::warm
