#include "listen/opening.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>

#include "access/socket_filter.h"
#include "sys/queue.h"
#include "sys/socket.h"
#include "sys/stamp.h"

namespace rouse::listen {

namespace {

using config::DefaultFamily;
using config::Family;
using config::Flag;
using config::ServiceConfig;
using config::SocketType;

net::Address any_v6() { return net::Address::v6(std::array<std::uint8_t, 16>{}); }

bool wants_ipv4(const ServiceConfig& service, DefaultFamily default_family) {
  if (service.family == Family::automatic) return default_family == DefaultFamily::ipv4;
  return service.family == Family::ipv4;
}

/// Not the datagrams of RPC: a port that may be shared the kernel chooses for another such socket, too.
bool may_share_port(const ServiceConfig& service) {
  return service.is_stream() || !service.is(config::Type::rpc);
}

Result<void> prepare(int socket, const ServiceConfig& service, bool ipv6) {
  if (ipv6) {
    auto only = sys::set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, service.v6only ? 1 : 0);
    if (!only) return only;
  }
  if (service.free_bind && service.bind_address) {
    auto free = ipv6 ? sys::set_option(socket, IPPROTO_IPV6, IPV6_FREEBIND, 1)
                     : sys::set_option(socket, IPPROTO_IP, IP_FREEBIND, 1);
    if (!free) return free;
  }
  if (may_share_port(service)) {
    auto reuse = sys::set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
    if (!reuse) return reuse;
  }
  if (service.has(Flag::nodelay) && service.is_stream()) {
    auto set = sys::set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    if (!set) return set;
  }
  if (service.has(Flag::keepalive) && service.is_stream()) {
    auto set = sys::set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    if (!set) return set;
  }
  return {};
}

Result<Fd> new_socket(int family, const ServiceConfig& service) {
  Result<Fd> socket = sys::open_socket(family, service.is_stream() ? SOCK_STREAM : SOCK_DGRAM);
  if (!socket || service.wait) return socket;
  auto set = sys::set_nonblocking(socket->raw(), true);
  if (!set) return std::unexpected(set.error());
  return socket;
}

/// The address entries of a stream wait = yes service hold in the kernel: its server accepts by itself.
Result<void> guard(int socket, const ServiceConfig& service, bool ipv6) {
  if (!service.wait || !service.is_stream()) return {};
  auto program = access::compile_filter(service, ipv6 ? access::DoorFamily::ipv6 : access::DoorFamily::ipv4);
  if (!program) return std::unexpected(program.error());
  if (!program->empty()) return sys::attach_filter(socket, *program);
  return sys::detach_filter(socket);
}

Result<void> start_listening(int socket, const ServiceConfig& service, bool ipv6) {
  if (!service.is_stream()) return sys::enable_stamps(socket);
  auto guarded = guard(socket, service, ipv6);
  if (!guarded) return guarded;
  return sys::listen(socket, backlog);
}

Result<Fd> open_at(const ServiceConfig& service, const net::Endpoint& at) {
  int family = at.address.is_v6() ? AF_INET6 : AF_INET;
  Result<Fd> socket = new_socket(family, service);
  if (!socket) return socket;
  auto prepared = prepare(socket->raw(), service, at.address.is_v6());
  if (!prepared) return std::unexpected(prepared.error());
  auto bound = sys::bind(socket->raw(), at);
  if (!bound) return std::unexpected(bound.error());
  auto listening = start_listening(socket->raw(), service, at.address.is_v6());
  if (!listening) return std::unexpected(listening.error());
  return socket;
}

Result<Fd> open_unix(const ServiceConfig& service) {
  Result<Fd> socket = new_socket(AF_UNIX, service);
  if (!socket) return socket;
  auto bound = sys::bind_unix(socket->raw(), service.unix_path);
  if (!bound && bound.error().code == EADDRINUSE && sys::remove_dead_socket(service.unix_path)) {
    bound = sys::bind_unix(socket->raw(), service.unix_path);
  }
  if (!bound) return std::unexpected(bound.error());
  if (!service.is_stream()) return socket;
  auto listening = sys::listen(socket->raw(), backlog);
  if (!listening) return std::unexpected(listening.error());
  return socket;
}

bool lacks_ipv6(const Error& error) { return error.code == EAFNOSUPPORT; }

}  // namespace

net::Endpoint endpoint_of(const ServiceConfig& service, DefaultFamily default_family) {
  if (service.bind_address) return {*service.bind_address, service.port};
  return {wants_ipv4(service, default_family) ? net::Address::v4(0) : any_v6(), service.port};
}

std::string place_of(const ServiceConfig& service, DefaultFamily default_family) {
  if (service.family == Family::unix_domain) return service.unix_path;
  return fmt::format("{}/{}", endpoint_of(service, default_family).text(), service.protocol);
}

bool may_be_ipv4_instead(const ServiceConfig& service, const net::Endpoint& at) {
  return at.address.is_v6() && !service.bind_address && service.family != Family::ipv6;
}

Result<Fd> open_door(const ServiceConfig& service, DefaultFamily default_family) {
  if (service.family == Family::unix_domain) return open_unix(service);
  net::Endpoint at = endpoint_of(service, default_family);
  Result<Fd> door = open_at(service, at);
  if (!door && may_be_ipv4_instead(service, at) && lacks_ipv6(door.error())) {
    return open_at(service, {net::Address::v4(0), service.port});
  }
  return door;
}

Result<void> refit_door(int door, const ServiceConfig& service, bool shut) {
  Result<void> done = sys::set_nonblocking(door, !service.wait);
  if (done && service.is_stream() && service.family != Family::unix_domain) {
    done = sys::set_option(door, IPPROTO_TCP, TCP_NODELAY, service.has(Flag::nodelay) ? 1 : 0);
    if (done) done = sys::set_option(door, SOL_SOCKET, SO_KEEPALIVE, service.has(Flag::keepalive) ? 1 : 0);
  }
  if (!done || shut) return done;
  if (service.family == Family::unix_domain)
    return service.is_stream() ? sys::listen(door, backlog) : Result<void>();
  return start_listening(door, service, sys::option(door, SOL_SOCKET, SO_DOMAIN).value_or(0) == AF_INET6);
}

Result<std::uint16_t> free_port(const ServiceConfig& service, DefaultFamily default_family) {
  ServiceConfig anywhere = service;
  anywhere.port = 0;
  Result<Fd> probe = open_door(anywhere, default_family);
  if (!probe) return std::unexpected(probe.error());
  Result<net::Endpoint> found = sys::local_of(probe->raw());
  if (!found) return std::unexpected(found.error());
  return found->port;
}

config::ServicePtr at_port(const config::ServicePtr& service, std::uint16_t port) {
  auto out = std::make_shared<ServiceConfig>(*service);
  out->port = port;
  return out;
}

Result<void> renew_guard(int door, const config::ServiceConfig& service, const net::Endpoint& opened_at) {
  return guard(door, service, opened_at.address.is_v6());
}

}  // namespace rouse::listen
