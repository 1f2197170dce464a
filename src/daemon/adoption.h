// Adoption: a daemon takes the doors of another process (--adopt PID: xinetd's), which goes on until somebody
// ends it. Both hold the same sockets meanwhile, so no caller is refused; whoever accepts first serves him.
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "log/daemon_log.h"
#include "loop/task.h"
#include "rpc/registrar.h"

namespace rouse::daemon {

struct Adoption {
  Fd process;             // its pidfd
  std::vector<Fd> doors;  // duplicates; nothing of them is changed yet
};

/// The process `pid` and all sockets at which it waits for callers. EPERM, ENOSYS: the kernel does not let
/// this process take them; ESRCH: there is no such process.
Result<Adoption> adopt(pid_t pid);
/// The same for `--adopt PID`; without it there is nothing to adopt.
Result<Adoption> adopt(std::optional<pid_t> pid);

/// A steward's: when the process has ended that its doors came from, rpcbind is told again of what that one
/// has taken back.
loop::Task follow(loop::Loop* loop, log::DaemonLog* log, pid_t pid, rpc::Registrar* registrar);

}  // namespace rouse::daemon
