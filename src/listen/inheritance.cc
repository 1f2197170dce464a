#include "listen/inheritance.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <set>
#include <utility>

#include "listen/opening.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

std::string transport_of(int type, int protocol) {
  if (type == SOCK_STREAM && protocol == IPPROTO_TCP) return "tcp";
  if (type == SOCK_DGRAM && protocol == IPPROTO_UDP) return "udp";
  return fmt::format("{} {}", type == SOCK_STREAM ? "stream" : "dgram", protocol);
}

std::string inet_key(int type, int protocol, const net::Endpoint& at, bool v6only) {
  bool is_alone = at.address.is_v6() && v6only;
  return fmt::format("{}/{}{}", at.text(), transport_of(type, protocol), is_alone ? " (IPv6 only)" : "");
}

std::string unix_key(int type, const std::string& path) {
  return fmt::format("{} {}", path, type == SOCK_STREAM ? "stream" : "dgram");
}

std::string inet_key(int socket, const net::Endpoint& at) {
  return inet_key(sys::option(socket, SOL_SOCKET, SO_TYPE).value_or(0),
                  sys::option(socket, SOL_SOCKET, SO_PROTOCOL).value_or(0), at,
                  sys::option(socket, IPPROTO_IPV6, IPV6_V6ONLY).value_or(0) == 1);
}

/// Of an RPC service the kernel chooses the port, and not one of these.
constexpr std::uint16_t first_free_port = 1024;

std::string key_of(const config::ServiceConfig& service, const net::Endpoint& at) {
  if (service.family == config::Family::unix_domain)
    return unix_key(service.is_stream() ? SOCK_STREAM : SOCK_DGRAM, service.unix_path);
  return inet_key(service.is_stream() ? SOCK_STREAM : SOCK_DGRAM,
                  service.is_stream() ? IPPROTO_TCP : IPPROTO_UDP, at, service.v6only);
}

}  // namespace

std::string door_place(int socket) {
  int type = sys::option(socket, SOL_SOCKET, SO_TYPE).value_or(0);
  if (type != SOCK_STREAM && type != SOCK_DGRAM) return {};
  if (sys::option(socket, SOL_SOCKET, SO_DOMAIN).value_or(0) == AF_UNIX) {
    Result<std::string> path = sys::unix_path_of(socket);
    return path && !path->empty() ? unix_key(type, *path) : "";
  }
  Result<net::Endpoint> at = sys::local_of(socket);
  return at ? inet_key(socket, *at) : std::string();
}

bool is_door(int socket) {
  if (door_place(socket).empty()) return false;
  if (sys::option(socket, SOL_SOCKET, SO_TYPE).value_or(0) == SOCK_STREAM)
    return sys::option(socket, SOL_SOCKET, SO_ACCEPTCONN).value_or(0) == 1;
  Result<net::Endpoint> at = sys::local_of(socket);
  return !sys::peer_of(socket) && (!at || at->port != 0);
}

Inheritance::Inheritance(std::vector<process::Deposit> doors) {
  for (process::Deposit& door : doors) {
    std::string key = door_place(door.fd.raw());
    doors_.emplace(std::move(key), std::move(door));
  }
}

std::optional<process::Deposit> Inheritance::take(const config::ServiceConfig& service,
                                                  config::DefaultFamily default_family) {
  bool is_unix = service.family == config::Family::unix_domain;
  net::Endpoint at = is_unix ? net::Endpoint{} : endpoint_of(service, default_family);
  auto found = doors_.find(key_of(service, at));
  if (found == doors_.end() && may_be_ipv4_instead(service, at))
    found = doors_.find(key_of(service, {net::Address::v4(0), service.port}));
  if (found == doors_.end()) return std::nullopt;
  process::Deposit out = std::move(found->second);
  doors_.erase(found);
  return out;
}

Fd Inheritance::take(process::DepositNumber number) {
  auto found = std::ranges::find_if(doors_, [&](const auto& each) { return each.second.number == number; });
  if (found == doors_.end()) return {};
  Fd out = std::move(found->second.fd);
  doors_.erase(found);
  return out;
}

void Inheritance::set_aside_rpc(std::span<const config::ServicePtr> services,
                                config::DefaultFamily default_family) {
  rpc_ports_.clear();
  std::set<std::string> wanted;
  for (const config::ServicePtr& service : services) {
    if (service->is(config::Type::rpc) || service->family == config::Family::unix_domain) continue;
    net::Endpoint at = endpoint_of(*service, default_family);
    wanted.insert(key_of(*service, at));
    if (may_be_ipv4_instead(*service, at)) wanted.insert(key_of(*service, {net::Address::v4(0), at.port}));
  }
  for (const auto& [place, door] : doors_) {
    Result<net::Endpoint> at = sys::local_of(door.fd.raw());
    if (!at || at->port < first_free_port || wanted.contains(place)) continue;
    rpc_ports_.emplace(inet_key(door.fd.raw(), {at->address, 0}), at->port);
  }
}

std::uint16_t Inheritance::rpc_port(const config::ServiceConfig& service,
                                    config::DefaultFamily default_family) const {
  std::string anywhere = key_of(service, {endpoint_of(service, default_family).address, 0});
  return rpc_ports_.count(anywhere) == 1 ? rpc_ports_.find(anywhere)->second : 0;
}

std::vector<Inheritance::Unclaimed> Inheritance::unclaimed() {
  std::vector<Unclaimed> out;
  for (auto& [place, door] : doors_) out.push_back({place, std::move(door)});
  doors_.clear();
  return out;
}

}  // namespace rouse::listen
