// Habits: how a warm service wants its parked process to be (docs/warm.md), with the durations as the loop
// has them.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "process/recipe.h"

namespace rouse::warm {

struct Habits {
  bool at_io = false;     // it parks at its first call on a standard descriptor, else before main()
  bool prestart = false;  // it is parked before anybody has called
  Duration start_timeout{};
  std::optional<std::uint64_t> callers_most;  // after so many it is replaced
  std::optional<Duration> age_most;           // after so long it is replaced
  std::optional<Duration> idle_most;          // after so long without callers it ends
  process::Strings watched;                   // files besides the server, its interpreter and its arguments
  bool operator==(const Habits&) const = default;
};

}  // namespace rouse::warm
