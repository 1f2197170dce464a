// Queues: what waits in a door's queue, asked without reading a byte that a peer sent.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "net/address.h"

namespace rouse::sys {

/// The datagram at the head of a queue: who sent it, and a stamp that tells it from every other.
struct Head {
  net::Endpoint sender;
  std::int64_t stamp_ns = 0;
};

/// Has the kernel stamp arriving datagrams, without showing the stamps to those who read (a server). Once per
/// door.
Result<void> enable_stamps(int fd);
/// Peeks at the address of the first datagram, never at its bytes; EAGAIN when there is none.
Result<Head> peek_sender(int fd);
/// Takes the first datagram out unread; EAGAIN when there is none.
Result<void> discard_datagram(int fd);
/// Packets and connections that the kernel dropped on this socket (its filter, a full buffer) since it
/// exists.
Result<std::uint32_t> drop_count(int fd);
/// The kernel's cookies of the TCP connections to the door at `local` that nobody has accepted yet, sorted.
/// Compared before and after, they tell whether a wait = yes server took any of them. Costs O(all
/// connections).
Result<std::vector<std::uint64_t>> pending_connections(const net::Endpoint& local);

}  // namespace rouse::sys
