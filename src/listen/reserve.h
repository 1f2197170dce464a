// Reserve: the last descriptors are not for callers. They stay free for logs, configuration files and
// spawning, so that whoever is let in can be served.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/fd.h"
#include "listen/engine.h"

namespace rouse::listen {

/// Descriptors that callers leave free.
inline constexpr std::uint64_t caller_reserve = 8;
/// Descriptors that doors leave free: for callers, and the reserve.
inline constexpr std::uint64_t door_reserve = 2 * caller_reserve;

/// How many of the `limit` descriptors that the process may have are free.
inline std::uint64_t descriptors_free(std::uint64_t limit) {
  constexpr std::uint64_t standard = 3;  // input, output and error
  return limit - std::min(limit, standard + static_cast<std::uint64_t>(Fd::held()));
}

/// Are fewer than `reserve` of them free?
inline bool fewer_descriptors_than(const Engine& engine, std::uint64_t reserve) {
  return descriptors_free(engine.policy.descriptor_limit) < reserve;
}

}  // namespace rouse::listen
