// Descriptors: how many files a process of the daemon may have open.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sys/machine.h"

namespace rouse::daemon {

/// What keeper and steward want, within reason: nothing there grows with the limit itself.
inline constexpr std::uint64_t descriptors_most = 1 << 19;

/// Raises the soft limit to `most`, as far as the hard one allows, but never lowers it; what it is then.
inline std::uint64_t raise_descriptors(const sys::Limits& limits, std::uint64_t most) {
  std::uint64_t wanted = std::max(limits.soft, std::min(limits.hard, most));
  return sys::set_soft_descriptors(wanted) ? wanted : limits.soft;
}

}  // namespace rouse::daemon
