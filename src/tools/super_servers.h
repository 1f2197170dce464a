// SuperServers: the xinetd and the roused that run on this machine, root's and this user's own, by what /proc
// tells of them.
#pragma once

#include <sys/types.h>

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "control/client.h"
#include "tools/xinetd_record.h"

namespace rouse::tools {

/// Of this process's pid and network namespace, ascending; of a daemon only the process that leads it.
struct SuperServers {
  std::vector<pid_t> xinetds;
  std::vector<pid_t> rouses;  // under whichever name
};

SuperServers super_servers();
/// The one that the pid file of xinetd names; 0: it names none.
pid_t in_pid_file();
bool is_rouse(pid_t pid);
/// In this process's pid and network namespace.
bool is_here(pid_t pid);
/// That roused was told to take the doors of `xinetd` (roused --adopt PID).
bool adopts(pid_t rouse, pid_t xinetd);

/// The daemon that answers at a control socket.
std::expected<pid_t, control::Failure> answering_rouse(const std::string& control_path);

/// Its pidfd, for one who may end it. EPERM: it is somebody else's; ESRCH: it has ended.
Result<Fd> held_process(pid_t pid);
/// As what it was started; EINVAL: it has a path whose folder nobody knows, which is the error's thing.
Result<XinetdRecord> record_of_process(pid_t pid);

}  // namespace rouse::tools
