#include "listen/untaken.h"

#include <algorithm>

#include "sys/queue.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {}  // namespace

Queue look_at_queue(const Service& service) {
  Queue queue;
  int door = service.door->raw();
  if (service.config->is_dgram()) {
    Result<sys::Head> head = sys::peek_sender(door);
    if (head) queue.head_stamp_ns = head->stamp_ns;
  } else if (service.config->family != config::Family::unix_domain) {
    Result<net::Endpoint> local = sys::local_of(door);
    if (local) queue.connections = sys::pending_connections(*local).value_or(std::vector<std::uint64_t>{});
  }
  return queue;
}

bool left_untouched(const Queue& before, const Queue& after) {
  if (before.head_stamp_ns != 0) return before.head_stamp_ns == after.head_stamp_ns;
  return !before.connections.empty() && std::ranges::includes(after.connections, before.connections);
}

std::string consume_one(const Service& service) {
  int door = service.door->raw();
  if (service.config->is_dgram()) {
    Result<sys::Head> head = sys::peek_sender(door);
    (void)sys::discard_datagram(door);  // EAGAIN: somebody took it after all
    return "the datagram of " + (head ? head->sender.text() : std::string("an unknown sender"));
  }
  Result<sys::Accepted> caller = sys::accept_now(door);
  return "the connection of " + (caller ? caller->peer.text() : std::string("an unknown caller"));
}

}  // namespace rouse::listen
