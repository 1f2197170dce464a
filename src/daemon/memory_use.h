// MemoryUse: how much memory the processes of services have, as the kernel says at the moment it is asked.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

namespace rouse::daemon {

/// Processes that are looked at for one order: more would keep callers waiting.
inline constexpr std::size_t memory_looks_most = 4096;

/// The resident pages that /proc/PID/statm names; 0: it names none.
std::uint64_t resident_pages(std::string_view statm);
/// Resident memory of the process, shared pages included; 0: there is none any more.
std::uint64_t memory_of(pid_t pid);

}  // namespace rouse::daemon
