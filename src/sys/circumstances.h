// Circumstances: what a process hands down to whom it starts, beside words and environment.
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "base/error.h"
#include "sys/machine.h"

namespace rouse::sys {

struct Circumstances {
  std::vector<Limits> limits;  // by the numbers of getrlimit (RLIMIT_CPU is 0); may be shorter
  mode_t umask = 022;
  std::optional<int> nice;           // nothing: not known
  std::optional<int> oom_score_adj;  // what proc(5) says of it: whom the kernel ends when memory runs out
};

/// Those of another process. EPERM: it is somebody else's; ENOENT, ESRCH: there is none.
Result<Circumstances> circumstances_of(pid_t pid);
/// Makes them those of this process, but for the umask, as far as the kernel lets it.
void take_circumstances(const Circumstances& from);

}  // namespace rouse::sys
