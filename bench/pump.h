// Pump: the two ends of a bulk transfer, which both speak and hear without looking at a byte.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace rouse::bench {

inline constexpr std::size_t pump_bytes = 256 * 1024;

/// `count` as a system call returned it: bytes moved, 0: it would have to wait, negative: the other end is
/// gone.
inline long moved(ssize_t count, bool zero_is_the_end) {
  if (count < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  return count == 0 && zero_is_the_end ? -1 : count;
}

/// Says as much as fits now.
inline long speak(int socket) {
  static const std::array<char, pump_bytes> zeros{};
  return moved(::send(socket, zeros.data(), zeros.size(), MSG_DONTWAIT | MSG_NOSIGNAL), false);
}

/// Takes what is there, unread.
inline long hear(int socket) {
  return moved(::recv(socket, nullptr, pump_bytes, MSG_DONTWAIT | MSG_TRUNC), true);
}

}  // namespace rouse::bench
