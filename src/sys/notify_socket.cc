#include "sys/notify_socket.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>

#include "sys/socket.h"

namespace rouse::sys {

namespace {

void set_send_patience(int fd, Duration patience) {
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
  auto rest = std::chrono::duration_cast<std::chrono::microseconds>(patience - seconds);
  timeval limit{.tv_sec = seconds.count(), .tv_usec = rest.count()};
  (void)::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

void attach(msghdr& message, std::span<std::byte> control, int fd) {
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof fd);
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
}

}  // namespace

Result<NotifySocket> open_notify_socket() {
  Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return failed("socket");
  Result<void> vouched = set_option(fd.raw(), SOL_SOCKET, SO_PASSCRED, 1);
  if (!vouched) return std::unexpected(vouched.error());
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (::bind(fd.raw(), reinterpret_cast<sockaddr*>(&name), sizeof name.sun_family) != 0)
    return failed("bind");  // without a name: autobind
  Result<std::string> given = notify_socket_name(fd.raw());
  if (!given) return std::unexpected(given.error());
  return NotifySocket{.fd = std::move(fd), .name = std::move(*given)};
}

Result<std::string> notify_socket_name(int fd) {
  sockaddr_un name{};
  socklen_t size = sizeof name;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) != 0) return failed("getsockname");
  constexpr std::size_t before = offsetof(sockaddr_un, sun_path) + 1;  // with the NUL that makes it abstract
  if (name.sun_family != AF_UNIX || size <= before) return failed("getsockname", EINVAL, "no name");
  return "@" + std::string(name.sun_path + 1, size - before);
}

Result<Notice> receive_notice(int fd, std::span<std::byte> room) {
  Result<Vouched> got = receive_vouched(fd, room);
  if (!got) return std::unexpected(got.error());
  return Notice{.bytes = got->bytes, .sender = got->sender.value_or(0)};
}

Result<void> send_notice(std::string_view name, std::string_view text, int fd, Duration patience) {
  sockaddr_un address{};
  bool is_name = name.size() > 1 && (name[0] == '/' || name[0] == '@');
  if (!is_name || name.size() >= sizeof address.sun_path) return failed("sendto", EINVAL, std::string(name));
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name[0] == '@') address.sun_path[0] = '\0';
  auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  Fd from(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!from) return failed("socket");
  bool waits = patience > Duration::zero();
  if (waits) set_send_patience(from.raw(), patience);
  iovec part{.iov_base = const_cast<char*>(text.data()), .iov_len = text.size()};
  msghdr message{};
  message.msg_name = &address;
  message.msg_namelen = size;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::byte control[CMSG_SPACE(sizeof(int))]{};
  if (fd >= 0) attach(message, control, fd);
  ssize_t sent = ::sendmsg(from.raw(), &message, (waits ? 0 : MSG_DONTWAIT) | MSG_NOSIGNAL);
  return sent < 0 ? Result<void>(failed("sendmsg", errno, std::string(name))) : Result<void>{};
}

}  // namespace rouse::sys
