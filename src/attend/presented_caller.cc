#include "attend/presented_caller.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "sys/socket.h"

namespace rouse::attend {

namespace {

bool is(int socket, int name, int value) {
  Result<int> now = sys::option(socket, SOL_SOCKET, name);
  return now && *now == value;
}

bool came_to(const net::Endpoint& door, const net::Endpoint& local) {
  bool same_address = door.address.is_any() || door.address == local.address;
  return same_address && door.address.is_v6() == local.address.is_v6() && door.port == local.port;
}

}  // namespace

std::optional<net::Endpoint> peer_of_presented(int caller, int door) {
  if (!is(caller, SO_TYPE, SOCK_STREAM) || !is(caller, SO_PROTOCOL, IPPROTO_TCP)) return std::nullopt;
  Result<net::Endpoint> place = sys::local_of(door);
  Result<net::Endpoint> local = sys::local_of(caller);
  Result<net::Endpoint> peer = sys::peer_of(caller);  // a door and one who is still connecting have none
  if (!place || !local || !peer || !came_to(*place, *local)) return std::nullopt;
  return *peer;
}

}  // namespace rouse::attend
