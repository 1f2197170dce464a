// OtherProcess: what the kernel tells of a process that is not this one's child, and what it lets one take
// from it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// A duplicate (CLOEXEC) of the descriptor `number` of the process that `pidfd` means. EPERM: this process
/// may not trace that one; ENOSYS: Linux before 5.6; EBADF: it has none of that number; ESRCH: it has ended.
Result<Fd> take_descriptor(int pidfd, int number);
/// The numbers of the descriptors of a process that are sockets, ascending. EACCES, ENOENT: there is no such
/// process.
Result<std::vector<int>> sockets_of(pid_t pid);
/// Which namespace of a kind ("net", "pid", "mnt") a process is in; equal texts are the same one.
Result<std::string> namespace_of(pid_t pid, std::string_view kind);
/// The words of a file of /proc that ends each with a zero byte: "cmdline", "environ".
Result<std::vector<std::string>> words_of(pid_t pid, std::string_view file);
/// All that this process can see, ascending; none where /proc is not there.
std::vector<pid_t> processes();
/// Those whose parent `pid` is, the dead that it has not reaped among them.
std::vector<pid_t> children_of(pid_t pid);
/// The program that it runs; " (deleted)" is cut off. EACCES: this process may not know.
Result<std::string> program_of(pid_t pid);
/// Its name (`ps -o comm`).
Result<std::string> name_of(pid_t pid);
/// The bytes of resident memory that /proc/PID/statm tells (its second number is pages); 0: it tells none.
std::uint64_t resident_in(std::string_view statm);
/// Resident memory of the process, shared pages included, which anybody may know who sees it; 0: there is
/// none any more, or none that this process sees.
std::uint64_t resident_bytes_of(pid_t pid);
/// Its parent; ENOENT or ESRCH: there is no such process.
Result<pid_t> parent_of(pid_t pid);

}  // namespace rouse::sys
