// ParkStatus: what is parked of a warm service, and of all of them, and how that crosses the control socket.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "control/spans.h"

namespace rouse::control {

/// Words, not an enumeration: a tool prints those that it does not know.
namespace park_state {
inline constexpr std::string_view empty = translatable("empty");    // the next caller is served cold
inline constexpr std::string_view coming = translatable("coming");  // one is on its way to its park point
inline constexpr std::string_view parked = translatable("parked");
inline constexpr std::string_view cold = translatable("cold");  // it cannot be parked
inline constexpr std::array all = {empty, coming, parked, cold};
}  // namespace park_state

struct ParkStatus {
  std::string state = {};
  std::uint64_t memory_bytes = 0;  // of the parked process, shared pages by its share; where it was asked for
  std::uint64_t started = 0;       // processes that were to park
  std::uint64_t failed = 0;        // that died or hung, or could not be started
  std::uint64_t served_cold = 0;   // callers whose servers were started for them
  Spans parkings = {};             // from the start of a process to its park point
  Spans forks = {};                // of callers' servers from it

  bool operator==(const ParkStatus&) const = default;
};

/// All parked processes together.
struct ParkTotal {
  std::uint64_t processes = 0;
  std::uint64_t memory_bytes = 0;
  std::optional<std::uint64_t> limit_bytes = {};  // park_memory_max

  bool operator==(const ParkTotal&) const = default;
};

std::string fields_of(const ParkStatus& park);
std::string fields_of(const ParkTotal& total);
/// False: `body` is no such thing.
bool take_fields(ParkStatus& into, std::string_view body);
bool take_fields(ParkTotal& into, std::string_view body);

}  // namespace rouse::control
