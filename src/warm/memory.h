// Memory: what a parked process costs: its own pages, and its share of those that it shares with others.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

namespace rouse::warm {

/// The bytes behind "Pss:" in a smaps_rollup; 0: it says none.
std::uint64_t shared_fairly(std::string_view smaps_rollup);
/// Of the process; 0: there is none any more, or the kernel does not tell.
std::uint64_t memory_of(pid_t pid);

}  // namespace rouse::warm
