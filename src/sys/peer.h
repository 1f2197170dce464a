// Peer: the process at the other end of a Unix-domain socket, as the kernel saw it when it connected.
#pragma once

#include <sys/types.h>

#include <vector>

#include "base/error.h"

namespace rouse::sys {

/// Stands for every user or group that this process's user namespace does not know, beside nobody himself.
inline constexpr id_t unknown_id = 65534;

struct Peer {
  pid_t pid = 0;  // 0: in no pid namespace that this process sees
  uid_t uid = 0;
  std::vector<gid_t> groups;  // its own and the supplementary ones
};

/// SO_PEERCRED and SO_PEERGROUPS.
Result<Peer> peer_process(int fd);

}  // namespace rouse::sys
