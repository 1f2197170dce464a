#include "rpc/left_over.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "sys/socket.h"

namespace rouse::rpc {

namespace {

Result<Fd> socket_of(std::string_view netid) {
  int type = netid.starts_with("udp") ? SOCK_DGRAM : SOCK_STREAM;
  if (!netid.ends_with('6')) return sys::open_socket(AF_INET, type);
  Result<Fd> socket = sys::open_socket(AF_INET6, type);
  if (!socket) return socket;
  auto only = sys::set_option(socket->raw(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (!only) return std::unexpected(only.error());
  return socket;
}

bool is_internet(std::string_view netid) {
  constexpr std::array<std::string_view, 4> known{"tcp", "udp", "tcp6", "udp6"};
  return std::ranges::find(known, netid) != known.end();
}

}  // namespace

bool is_left_over(const Registration& registration) {
  std::optional<std::uint16_t> port = port_of(registration.address);
  if (!port || *port == 0 || !is_internet(registration.netid)) return false;
  Result<Fd> probe = socket_of(registration.netid);
  if (!probe) return false;
  net::Address everywhere = registration.netid.ends_with('6')
                                ? net::Address::v6(std::array<std::uint8_t, 16>{})
                                : net::Address::v4(0);
  return sys::bind(probe->raw(), {everywhere, *port}).has_value();
}

}  // namespace rouse::rpc
