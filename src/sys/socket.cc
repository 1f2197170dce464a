#include "sys/socket.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace rouse::sys {

namespace {

sockaddr* generic(sockaddr_storage& raw) { return reinterpret_cast<sockaddr*>(&raw); }

/// The address of a Unix-domain socket; 0: `path` does not fit.
socklen_t unix_address(const std::string& path, sockaddr_storage& raw) {
  auto* address = reinterpret_cast<sockaddr_un*>(&raw);
  if (path.size() >= sizeof address->sun_path) return 0;
  address->sun_family = AF_UNIX;
  std::memcpy(address->sun_path, path.c_str(), path.size() + 1);
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
}

using Name = int (*)(int, sockaddr*, socklen_t*);

Result<net::Endpoint> endpoint_by(Name name, std::string_view call, int fd) {
  sockaddr_storage raw{};
  socklen_t size = sizeof raw;
  if (name(fd, generic(raw), &size) != 0) return failed(call);
  return net::Endpoint::from(raw);
}

using Attach = int (*)(int, const sockaddr*, socklen_t);

Result<void> attach_address(Attach attach, std::string_view call, int fd, const net::Endpoint& endpoint) {
  sockaddr_storage raw{};
  socklen_t size = endpoint.to(raw);
  if (attach(fd, generic(raw), size) != 0) return failed(call, endpoint.text());
  return {};
}

Result<void> attach_path(Attach attach, std::string_view call, int fd, const std::string& path) {
  sockaddr_storage raw{};
  socklen_t size = unix_address(path, raw);
  if (size == 0) return failed(call, ENAMETOOLONG, path);
  if (attach(fd, generic(raw), size) != 0) return failed(call, path);
  return {};
}

}  // namespace

Result<Fd> open_socket(int family, int type, int protocol) {
  Fd fd(::socket(family, type | SOCK_CLOEXEC, protocol));
  if (!fd) return failed("socket");
  return fd;
}

Result<void> bind(int fd, const net::Endpoint& endpoint) {
  return attach_address(::bind, "bind", fd, endpoint);
}
Result<void> bind_unix(int fd, const std::string& path) { return attach_path(::bind, "bind", fd, path); }
Result<void> connect(int fd, const net::Endpoint& endpoint) {
  return attach_address(::connect, "connect", fd, endpoint);
}
Result<void> connect_unix(int fd, const std::string& path) {
  return attach_path(::connect, "connect", fd, path);
}

Result<void> listen(int fd, int backlog) {
  if (::listen(fd, backlog) != 0) return failed("listen");
  return {};
}

Result<void> shutdown_both(int fd) {
  if (::shutdown(fd, SHUT_RDWR) != 0) return failed("shutdown");
  return {};
}

Result<Accepted> accept(int fd) {
  sockaddr_storage raw{};
  socklen_t size = sizeof raw;
  Fd caller(::accept4(fd, generic(raw), &size, SOCK_CLOEXEC));
  if (!caller) return failed("accept");
  if (size < sizeof(sa_family_t)) raw.ss_family = AF_UNIX;
  return Accepted{.fd = std::move(caller), .peer = net::Endpoint::from(raw)};
}

Result<net::Endpoint> local_of(int fd) { return endpoint_by(::getsockname, "getsockname", fd); }
Result<std::string> unix_path_of(int fd) {
  sockaddr_un address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return failed("getsockname");
  std::size_t length = size <= sizeof address ? size - offsetof(sockaddr_un, sun_path) : 0;
  return std::string(address.sun_path, ::strnlen(address.sun_path, length));
}
Result<net::Endpoint> peer_of(int fd) { return endpoint_by(::getpeername, "getpeername", fd); }

Result<void> set_option(int fd, int level, int name, int value) {
  if (::setsockopt(fd, level, name, &value, sizeof value) != 0) return failed("setsockopt");
  return {};
}

Result<int> option(int fd, int level, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  if (::getsockopt(fd, level, name, &value, &size) != 0) return failed("getsockopt");
  return value;
}

Result<void> set_nonblocking(int fd, bool on) {
  int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0) return failed("fcntl");
  int wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  if (wanted != flags && ::fcntl(fd, F_SETFL, wanted) != 0) return failed("fcntl");
  return {};
}

Result<void> clear_mapped(int fd) { return set_option(fd, IPPROTO_IPV6, IPV6_ADDRFORM, AF_INET); }

std::uint64_t cookie_of(int fd) {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  return ::getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size) == 0 ? cookie : 0;
}

Result<std::size_t> send_some(int fd, std::span<const std::byte> bytes) {
  ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0) return failed("send");
  return static_cast<std::size_t>(sent);
}

Result<void> attach_filter(int fd, std::span<const sock_filter> program) {
  sock_fprog fprog{.len = static_cast<unsigned short>(program.size()),
                   .filter = const_cast<sock_filter*>(program.data())};
  if (program.size() > BPF_MAXINSNS) return failed("SO_ATTACH_FILTER", EINVAL, {});
  if (::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &fprog, sizeof fprog) != 0)
    return failed("SO_ATTACH_FILTER");
  return {};
}

Result<void> detach_filter(int fd) {
  int unused = 0;
  if (::setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused) == 0 || errno == ENOENT)
    return {};
  return failed("SO_DETACH_FILTER");
}

}  // namespace rouse::sys
