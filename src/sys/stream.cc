#include "sys/stream.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace rouse::sys {

namespace {

Result<std::size_t> moved(ssize_t count, std::string_view call) {
  if (count < 0) return failed(call);
  return static_cast<std::size_t>(count);
}

Result<void> shut(int fd, int how) {
  if (::shutdown(fd, how) != 0) return failed("shutdown");
  return {};
}

}  // namespace

Result<std::size_t> receive_some(int fd, std::span<std::byte> buffer) {
  return moved(::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT), "recv");
}

Result<std::size_t> peek_some(int fd, std::span<std::byte> buffer) {
  return moved(::recv(fd, buffer.data(), buffer.size(), MSG_PEEK | MSG_DONTWAIT), "recv");
}

Result<std::size_t> discard_some(int fd, std::span<std::byte> room) {
  return moved(::recv(fd, room.data(), room.size(), MSG_TRUNC | MSG_DONTWAIT), "recv");
}

Result<std::size_t> discard_unseen(int fd, std::size_t limit_bytes) {
  return moved(::recv(fd, nullptr, limit_bytes, MSG_TRUNC | MSG_DONTWAIT), "recv");
}

Result<void> shutdown_writing(int fd) { return shut(fd, SHUT_WR); }

bool lingers(int fd) {
  linger now{};
  socklen_t bytes = sizeof now;
  bool is_told = ::getsockopt(fd, SOL_SOCKET, SO_LINGER, &now, &bytes) == 0;
  return is_told && now.l_onoff != 0 && now.l_linger > 0;
}

Result<void> clear_linger(int fd) {
  linger off{.l_onoff = 0, .l_linger = 0};
  if (::setsockopt(fd, SOL_SOCKET, SO_LINGER, &off, sizeof off) != 0) return failed("setsockopt");
  return {};
}

Result<void> shutdown_reading(int fd) { return shut(fd, SHUT_RD); }

Result<Pipe> open_pipe() {
  std::array<int, 2> raw{-1, -1};
  if (::pipe2(raw.data(), O_CLOEXEC | O_NONBLOCK) != 0) return failed("pipe");
  return Pipe{.read_end = Fd(raw[0]), .write_end = Fd(raw[1])};
}

Result<void> widen_pipe(const Pipe& pipe, int bytes) {
  if (::fcntl(pipe.write_end.raw(), F_SETPIPE_SZ, bytes) < 0) return failed("F_SETPIPE_SZ");
  return {};
}

Result<std::size_t> splice_some(int from, int to, std::size_t limit_bytes) {
  return moved(::splice(from, nullptr, to, nullptr, limit_bytes, SPLICE_F_MOVE | SPLICE_F_NONBLOCK),
               "splice");
}

}  // namespace rouse::sys
