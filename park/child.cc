#include "park/child.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "park/kernel.h"

namespace rouse::park {

namespace {

void take_caller(int caller) {
  long lies = caller;
  if (lies <= STDERR_FILENO) lies = call(SYS_fcntl, caller, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  for (int place = 0; place <= STDERR_FILENO; ++place) call(SYS_dup3, lies, place, 0);
  call(SYS_close, lies);
}

void take_nice(const Call& wanted) {
  if (wanted.sets_nice == 0) return;
  long current = 20 - call(SYS_getpriority, PRIO_PROCESS, 0);  // the kernel's answer is 20 - nice
  call(SYS_setpriority, PRIO_PROCESS, 0, current + wanted.nice);
}

void take_limits(const Call& wanted) {
  for (std::uint32_t i = 0; i < wanted.limit_count && i < Call::limits_most; ++i) {
    const Call::Limit& limit = wanted.limits[i];
    rlimit value{.rlim_cur = limit.soft, .rlim_max = limit.hard};
    call(SYS_prlimit64, 0, limit.resource, &value, nullptr);
  }
}

}  // namespace

void become_server(const Call& wanted, int caller) {
  take_caller(caller);
  if (wanted.sets_umask != 0) call(SYS_umask, wanted.umask);
  take_nice(wanted);
  take_limits(wanted);
  call(SYS_setsid);
}

}  // namespace rouse::park
