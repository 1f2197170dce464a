#include "sys/notify_socket.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "sys/socket.h"

namespace rouse::sys {

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

/// There is room for the sender alone, so the kernel lets go of descriptors.
Result<Notice> receive_notice(int fd, std::span<std::byte> room) {
  alignas(cmsghdr) std::byte control[CMSG_SPACE(sizeof(ucred))]{};
  iovec part{.iov_base = room.data(), .iov_len = room.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = ::recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (got < 0) return failed("recvmsg");
  Notice out{.bytes = static_cast<std::size_t>(got)};
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_CREDENTIALS) return out;
  ucred sender{};
  std::memcpy(&sender, CMSG_DATA(header), sizeof sender);
  out.sender = sender.pid;
  return out;
}

Result<void> send_notice(std::string_view name, std::string_view text) {
  sockaddr_un address{};
  bool is_name = name.size() > 1 && (name[0] == '/' || name[0] == '@');
  if (!is_name || name.size() >= sizeof address.sun_path) return failed("sendto", EINVAL, std::string(name));
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name[0] == '@') address.sun_path[0] = '\0';
  auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd) return failed("socket");
  ssize_t sent = ::sendto(fd.raw(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                          reinterpret_cast<const sockaddr*>(&address), size);
  return sent < 0 ? Result<void>(failed("sendto", errno, std::string(name))) : Result<void>{};
}

}  // namespace rouse::sys
