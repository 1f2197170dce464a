// Circumstances: what a process hands down to whom it starts, beside words and environment.
#pragma once

#include <sys/types.h>

#include <vector>

#include "base/error.h"
#include "sys/machine.h"

namespace rouse::sys {

struct Circumstances {
  std::vector<Limits> limits;  // by the numbers of getrlimit (RLIMIT_CPU is 0); may be shorter
  mode_t umask = 022;
};

/// Those of another process. EPERM: it is somebody else's; ENOENT, ESRCH: there is none.
Result<Circumstances> circumstances_of(pid_t pid);
/// Makes these limits the ones of this process, as far as the kernel lets it.
void take_limits(const Circumstances& from);

}  // namespace rouse::sys
