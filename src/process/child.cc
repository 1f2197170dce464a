#include "process/child.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/futex.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>
#include <climits>
#include <csignal>

#include "process/stage.h"
#include "sys/raw_call.h"

// Nothing here may be instrumented: a sanitizer's bookkeeping is thread-local, and the thread is the
// steward's.
#define ROUSE_IN_CHILD [[gnu::always_inline]] __attribute__((no_sanitize("address", "undefined"))) inline

namespace rouse::process {

namespace {

using sys::raw_call;

/// As the kernel's rt_sigaction takes it.
struct KernelSigaction {
  std::uint64_t handler = 0;
  std::uint64_t flags = 0;
  std::uint64_t restorer = 0;
  std::uint64_t mask = 0;
};

constexpr std::uint64_t signal_set_bytes = 8;

template <class T>
ROUSE_IN_CHILD std::uint64_t word(T* pointer) {
  return reinterpret_cast<std::uint64_t>(pointer);
}

[[noreturn]] ROUSE_IN_CHILD void fail(const ChildSteps& steps, Stage stage, long result) {
  int code = static_cast<int>(-result);
  std::uint32_t report = static_cast<std::uint32_t>(stage) << 16 | static_cast<std::uint32_t>(code);
  __atomic_store_n(steps.report, report, __ATOMIC_SEQ_CST);
  int cannot_execute = code == ENOENT ? 127 : 126;
  for (;;) raw_call(SYS_exit_group, static_cast<std::uint64_t>(stage == Stage::exec ? cannot_execute : 1));
}

ROUSE_IN_CHILD void check(const ChildSteps& steps, Stage stage, long result) {
  if (result < 0) fail(steps, stage, result);
}

/// Leaves a shared table, whose copy ends with the baton, and takes the caller out of it.
ROUSE_IN_CHILD void take_caller(const ChildSteps& steps) {
  if (steps.shares_table) {
    std::uint64_t beyond = static_cast<std::uint64_t>(steps.baton) + 1;
    check(steps, Stage::descriptors, raw_call(SYS_close_range, beyond, UINT_MAX, CLOSE_RANGE_UNSHARE));
  }
  std::uint64_t baton = static_cast<std::uint64_t>(steps.baton);
  check(steps, Stage::descriptors,
        raw_call(SYS_recvmsg, baton, word(steps.message), MSG_DONTWAIT | MSG_CMSG_CLOEXEC));
  __atomic_store_n(steps.taken, 1U, __ATOMIC_SEQ_CST);
  std::uint32_t before = __atomic_exchange_n(steps.life, std::uint32_t{life_settled}, __ATOMIC_SEQ_CST);
  if (before == life_awaited) raw_call(SYS_futex, word(steps.life), FUTEX_WAKE, 1);
}

/// What it is given on 0 and upwards, the last of it also on what is left of 1 and 2, and nothing else.
ROUSE_IN_CHILD void place_given(const ChildSteps& steps) {
  std::uint64_t count = steps.given_count;
  std::uint64_t places = count < 3 ? 3 : count;
  for (std::uint64_t i = 0; i < count; ++i) {  // nothing may lie where something else is to come
    std::uint64_t lies = static_cast<std::uint64_t>(steps.given[i]);
    if (lies >= places) continue;
    long higher = raw_call(SYS_fcntl, lies, F_DUPFD_CLOEXEC, places);
    check(steps, Stage::descriptors, higher);
    steps.given[i] = static_cast<int>(higher);
  }
  for (std::uint64_t place = 0; place < places; ++place) {
    std::uint64_t source = static_cast<std::uint64_t>(steps.given[place < count ? place : count - 1]);
    check(steps, Stage::descriptors, raw_call(SYS_dup3, source, place, 0));
  }
  raw_call(SYS_close_range, places, UINT_MAX, 0);  // an old kernel does not know it: then exec closes them
}

/// Only the child knows its number, and only before exec can it say so.
ROUSE_IN_CHILD void write_own_pid(const ChildSteps& steps) {
  if (steps.own_pid == nullptr) return;
  long pid = raw_call(SYS_getpid);
  long digit = 1;
  while (pid / digit >= 10) digit *= 10;
  char* at = steps.own_pid;
  for (; digit > 0; digit /= 10) *at++ = static_cast<char>('0' + pid / digit % 10);
  *at = '\0';
}

ROUSE_IN_CHILD void default_signals(const ChildSteps& steps) {
  KernelSigaction by_default{};
  for (std::uint32_t i = 0; i < steps.ignored_count; ++i) {
    std::uint64_t signal = static_cast<std::uint64_t>(steps.ignored_signals[i]);
    raw_call(SYS_rt_sigaction, signal, word(&by_default), 0, signal_set_bytes);
  }
}

ROUSE_IN_CHILD void become_user(const ChildSteps& steps) {
  if (steps.set_gid) check(steps, Stage::setgid, raw_call(SYS_setgid, steps.gid));
  if (steps.set_groups) {
    check(steps, Stage::groups, raw_call(SYS_setgroups, steps.group_count, word(steps.groups)));
  }
  if (steps.set_uid) check(steps, Stage::setuid, raw_call(SYS_setuid, steps.uid));
}

/// Nice and limits fail silently, as the reference has it: they come after setuid, and raising needs root.
ROUSE_IN_CHILD void set_limits(const ChildSteps& steps) {
  if (steps.set_umask) raw_call(SYS_umask, steps.umask);
  if (steps.set_nice) {
    long current = 20 - raw_call(SYS_getpriority, PRIO_PROCESS, 0);  // the kernel's answer is 20 - nice
    raw_call(SYS_setpriority, PRIO_PROCESS, 0, static_cast<std::uint64_t>(current + steps.nice));
  }
  for (std::uint32_t i = 0; i < steps.limit_count; ++i) {
    const LimitStep& limit = steps.limits[i];
    raw_call(SYS_prlimit64, 0, static_cast<std::uint64_t>(limit.resource), word(&limit.value), 0);
  }
}

}  // namespace

__attribute__((no_sanitize("address", "undefined"))) void child_main(void* argument) {
  const ChildSteps& steps = *static_cast<const ChildSteps*>(argument);
  take_caller(steps);
  place_given(steps);
  default_signals(steps);
  become_user(steps);
  set_limits(steps);
  write_own_pid(steps);
  check(steps, Stage::directory, raw_call(SYS_chdir, word("/")));
  check(steps, Stage::session, raw_call(SYS_setsid));
  std::uint64_t none = 0;
  raw_call(SYS_rt_sigprocmask, SIG_SETMASK, word(&none), 0, signal_set_bytes);
  fail(steps, Stage::exec, raw_call(SYS_execve, word(steps.path), word(steps.argv), word(steps.envp)));
}

}  // namespace rouse::process
