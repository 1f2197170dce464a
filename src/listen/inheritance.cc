#include "listen/inheritance.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

#include "listen/opening.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

std::string inet_key(int type, int protocol, const net::Endpoint& at, bool v6only) {
  bool is_alone = at.address.is_v6() && v6only;
  return fmt::format("{} {}/{}{}", at.text(), type == SOCK_STREAM ? "stream" : "dgram", protocol,
                     is_alone ? " v6only" : "");
}

std::string unix_key(int type, const std::string& path) {
  return fmt::format("{} {}", path, type == SOCK_STREAM ? "stream" : "dgram");
}

/// Empty: no door of any kind that rouse opens.
std::string key_of(int socket) {
  int type = sys::option(socket, SOL_SOCKET, SO_TYPE).value_or(0);
  if (type != SOCK_STREAM && type != SOCK_DGRAM) return {};
  if (sys::option(socket, SOL_SOCKET, SO_DOMAIN).value_or(0) == AF_UNIX) {
    Result<std::string> path = sys::unix_path_of(socket);
    return path && !path->empty() ? unix_key(type, *path) : "";
  }
  Result<net::Endpoint> at = sys::local_of(socket);
  if (!at) return {};
  return inet_key(type, sys::option(socket, SOL_SOCKET, SO_PROTOCOL).value_or(0), *at,
                  sys::option(socket, IPPROTO_IPV6, IPV6_V6ONLY).value_or(0) == 1);
}

std::string key_of(const config::ServiceConfig& service, const net::Endpoint& at) {
  if (service.family == config::Family::unix_domain)
    return unix_key(service.is_stream() ? SOCK_STREAM : SOCK_DGRAM, service.unix_path);
  return inet_key(service.is_stream() ? SOCK_STREAM : SOCK_DGRAM,
                  service.is_stream() ? IPPROTO_TCP : IPPROTO_UDP, at, service.v6only);
}

}  // namespace

Inheritance::Inheritance(std::vector<process::Deposit> doors) {
  for (process::Deposit& door : doors) {
    std::string key = key_of(door.fd.raw());
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

std::vector<Inheritance::Unclaimed> Inheritance::unclaimed() {
  std::vector<Unclaimed> out;
  for (auto& [place, door] : doors_) out.push_back({place, std::move(door)});
  doors_.clear();
  return out;
}

}  // namespace rouse::listen
