// Memory: what a parked process costs: its own pages, and its share of those that it shares with others. It
// lets nobody look into it (park/parked.h): who may not trace it all the same, as roused without
// CAP_SYS_PTRACE may not, knows only how much it has with all that it shares, and rather counts too much than
// nothing.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

namespace rouse::warm {

/// The bytes behind "Pss:" in a smaps_rollup; 0: it says none.
std::uint64_t shared_fairly(std::string_view smaps_rollup);
/// Of the process, or where the kernel does not tell that to this one its resident memory; 0: there is none
/// any more, or none that this process sees (a /proc with hidepid).
std::uint64_t memory_of(pid_t pid);

}  // namespace rouse::warm
