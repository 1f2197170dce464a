#include "sys/peer.h"

#include <sys/socket.h>

#include <cerrno>

namespace rouse::sys {

namespace {

constexpr std::size_t groups_most = 65536;  // as many as the kernel lets a process have

}  // namespace

Result<Peer> peer_process(int fd) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return failed("SO_PEERCRED");
  Peer peer{credentials.pid, credentials.uid, {}};
  size = 0;
  std::vector<gid_t> groups;
  while (::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) != 0) {
    bool too_small =
        errno == ERANGE && size > groups.size() * sizeof(gid_t) && size <= groups_most * sizeof(gid_t);
    if (!too_small) return failed("SO_PEERGROUPS");
    groups.resize(size / sizeof(gid_t));
  }
  groups.resize(size / sizeof(gid_t));
  groups.push_back(credentials.gid);
  peer.groups = std::move(groups);
  return peer;
}

}  // namespace rouse::sys
