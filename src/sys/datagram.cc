#include "sys/datagram.h"

#include <sys/socket.h>

namespace rouse::sys {

Result<Datagram> receive_from(int fd, std::span<std::byte> buffer) {
  sockaddr_storage raw{};
  socklen_t size = sizeof raw;
  ssize_t got =
      ::recvfrom(fd, buffer.data(), buffer.size(), MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&raw), &size);
  if (got < 0) return failed("recvfrom");
  return Datagram{static_cast<std::size_t>(got), net::Endpoint::from(raw)};
}

Result<void> send_to(int fd, std::span<const std::byte> bytes, const net::Endpoint& receiver) {
  sockaddr_storage raw{};
  unsigned size = receiver.to(raw);
  ssize_t sent = ::sendto(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                          reinterpret_cast<const sockaddr*>(&raw), size);
  if (sent < 0) return failed("sendto");
  return {};
}

}  // namespace rouse::sys
