// Datagrams: one function per system call, never blocking.
#pragma once

#include <cstddef>
#include <span>

#include "base/error.h"
#include "net/address.h"

namespace rouse::sys {

/// A datagram that was received: how much of the buffer it fills, and who sent it.
struct Datagram {
  std::size_t bytes = 0;
  net::Endpoint sender;
};

/// The next datagram, cut to `buffer`; EAGAIN when there is none.
Result<Datagram> receive_from(int fd, std::span<std::byte> buffer);
/// One datagram to `receiver`; EAGAIN when the socket has no room.
Result<void> send_to(int fd, std::span<const std::byte> bytes, const net::Endpoint& receiver);

}  // namespace rouse::sys
