#include "builtin/dial.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

#include "loop/channel.h"
#include "sys/socket.h"

namespace rouse::builtin {

namespace {

Result<Fd> socket_for(const net::Endpoint& target, const std::optional<net::Address>& source) {
  Result<Fd> fd = sys::open_socket(target.address.is_v4() ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK);
  if (!fd || !source) return fd;
  sys::set_option(fd->raw(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);  // else 28,000 calls use all ports up
  Result<void> bound = sys::bind(fd->raw(), {*source, 0});
  if (!bound) return std::unexpected(bound.error());
  return fd;
}

/// One more try: connected, EAGAIN: not yet, or why never.
Result<void> progress(int fd, const net::Endpoint& target) {
  Result<void> connected = sys::connect(fd, target);
  if (connected || connected.error().code == EISCONN) return {};
  if (connected.error().code == EINPROGRESS || connected.error().code == EALREADY) {
    connected.error().code = EAGAIN;
  }
  return connected;
}

bool pending(const Result<void>& connected) { return !connected && connected.error().code == EAGAIN; }

}  // namespace

loop::Co<Result<Fd>> dial(loop::Loop* loop, net::Endpoint target, std::optional<net::Address> source,
                          Instant deadline) {
  Result<Fd> fd = socket_for(target, source);
  if (!fd) co_return std::unexpected(fd.error());
  progress(fd->raw(), target);
  Result<void> connected = progress(fd->raw(), target);  // on this machine it is there at once
  loop::Channel channel(*loop, std::move(*fd), loop::Trigger::edge);
  while (pending(connected)) {
    bool in_time = co_await channel.writable_until(deadline);
    if (!in_time) co_return failed("connect", ETIMEDOUT, target.text());
    connected = progress(channel.raw(), target);
  }
  if (!connected) co_return std::unexpected(connected.error());
  co_return channel.release();
}

}  // namespace rouse::builtin
