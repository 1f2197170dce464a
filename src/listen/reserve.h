// Reserve: the last descriptors are not for callers. They stay free for logs, configuration files and
// spawning, so that whoever is let in can be served.
#pragma once

#include <cstdint>

#include "listen/engine.h"

namespace rouse::listen {

/// Descriptors that callers leave free.
inline constexpr std::uint64_t descriptor_reserve = 8;
/// Descriptors that doors leave free: for callers, and the reserve.
inline constexpr std::uint64_t door_reserve = 2 * descriptor_reserve;

/// Is descriptor number `number` one of the last `reserve`?
inline bool is_among_last(const Engine& engine, int number, std::uint64_t reserve) {
  return static_cast<std::uint64_t>(number) + reserve >= engine.policy.descriptor_limit;
}

/// Must the next caller wait? Costs nothing as long as the last descriptor opened was far from the limit.
bool descriptors_low(Engine& engine);

}  // namespace rouse::listen
