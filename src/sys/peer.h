// Peer: the process at the other end of a Unix-domain socket, as the kernel saw it when it connected.
#pragma once

#include <sys/types.h>

#include <vector>

#include "base/error.h"

namespace rouse::sys {

struct Peer {
  pid_t pid = 0;
  uid_t uid = 0;
  std::vector<gid_t> groups;  // its own and the supplementary ones
};

/// SO_PEERCRED and SO_PEERGROUPS.
Result<Peer> peer_process(int fd);

}  // namespace rouse::sys
