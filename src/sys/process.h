// Processes: starting, naming, signalling and reaping them. The only place that forks.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// A process that ended: its wait status as waitpid gives it.
struct Reaped {
  pid_t pid = 0;
  int wait_status = 0;
};

/// fork(2) with the child's life in `child`: its return value is the status of the child's exit(3). What
/// stdio holds back is written before, so that it is not written twice.
Result<pid_t> fork_child(const std::function<int()>& child);
/// The next child that has ended, or nothing: none has, or there are none.
std::optional<Reaped> reap_any();
/// The same, among the children in this process's own process group: those that were started into groups of
/// their own are left to whoever waits for them.
std::optional<Reaped> reap_own_group();
/// There is a child, whether it runs or has ended.
bool has_children();
/// Waits for this child's end (tests and start-up only: it blocks).
Result<Reaped> reap(pid_t pid);

Result<Fd> pidfd_open(pid_t pid);
Result<void> pidfd_send_signal(int pidfd, int signal);
/// Waits until that process has ended, at most for so long; false: it has not.
bool ends_within(int pidfd, Duration limit);
/// Signals the process group that the process `pidfd` is or was the leader of; `pid` is its number. ESRCH:
/// there is no such group (any more). Kernels before 6.9 know groups by their numbers only: there the leader
/// has to live, as its number might mean somebody else soon after.
Result<void> pidfd_signal_group(int pidfd, pid_t pid, int signal);
Result<void> kill(pid_t pid, int signal);
/// Kills what is left of the process group whose leader `pid` has ended and been reaped; ESRCH: nothing is.
Result<void> kill_remains(pid_t pid);
/// The session (its leader's pid) that a process belongs to; ESRCH: there is no such process.
Result<pid_t> session_of(pid_t pid);
/// When a process started, by the wall clock of now; ESRCH or ENOENT: there is no such process.
Result<WallTime> start_of(pid_t pid);
/// The same as the kernel counts it, whatever becomes of the clock: who has this pid and another number is
/// another process.
Result<std::uint64_t> start_ticks_of(pid_t pid);
/// The real user of a process; ENOENT or ESRCH: there is no such process.
Result<uid_t> user_of(pid_t pid);
/// Sends this process `signal` when its parent ends.
Result<void> set_parent_death_signal(int signal);
/// From now on this process is the parent of those whose own one has ended, if they descend from it.
Result<void> adopt_orphans();
/// Closes all descriptors from `from` on.
Result<void> close_from(int from);

/// The name of this process in `ps -o comm` and `killall` (cut to 15 bytes).
Result<void> set_process_name(const std::string& name);
/// The process's command line as `ps` shows it, written over the argv area; cut to what fits there. `argv`
/// Where `ps` reads what a process was started as: the words of its command line, one behind the other.
std::span<char> title_area(int argc, char** argv);
/// What `ps` shows from now on, cut to the area.
void set_process_title(std::span<char> area, std::string_view title);
/// How a process ended that is not this one's child (its wait status); nothing: it runs, nobody has reaped it
/// yet, or the kernel does not tell (before Linux 6.15).
std::optional<int> status_of_ended(int pidfd);

}  // namespace rouse::sys
