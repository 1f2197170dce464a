#include "listen/runnable.h"

#include <array>

#include "base/text.h"

namespace rouse::listen {

namespace {

using config::Flag;
using config::ServiceConfig;
using config::Type;

bool is_stream(const ServiceConfig& service) { return service.socket_type == config::SocketType::stream; }

struct Rule {
  bool (*applies)(const ServiceConfig&);
  std::string_view why;
};

constexpr std::array rules = {
    Rule{[](const ServiceConfig& s) { return s.is_tcpmux() && s.is_muxed(); },
         "tcpmux needs a port of its own: nobody can reach it through itself"},
    Rule{
        [](const ServiceConfig& s) { return (s.is(Type::internal) || s.redirect) && is_stream(s) && s.wait; },
        "an INTERNAL or redirected stream service needs wait = no: rouse accepts its callers itself"},
    Rule{[](const ServiceConfig& s) { return s.is(Type::rpc); }, "RPC services are not supported yet"},
    Rule{[](const ServiceConfig& s) {
           return s.socket_type == config::SocketType::raw || s.socket_type == config::SocketType::seqpacket;
         },
         "socket_type raw and seqpacket are not supported yet"},
    Rule{
        [](const ServiceConfig& s) {
          return s.socket_type == config::SocketType::dgram && !s.wait && !s.is(Type::internal);
        },
        "socket_type dgram needs wait = yes: with wait = no two processes would take each other's datagrams"},
};

bool has_name(const net::Pattern& pattern) {
  return std::holds_alternative<net::HostName>(pattern) || std::holds_alternative<net::DomainSuffix>(pattern);
}

/// The socket filter of a stream wait = yes door knows addresses only.
bool filters_by_name(const ServiceConfig& service) {
  if (!service.wait || service.socket_type != config::SocketType::stream) return false;
  auto any_name = [](const std::vector<net::Pattern>& list) {
    for (const net::Pattern& pattern : list) {
      if (has_name(pattern)) return true;
    }
    return false;
  };
  return any_name(service.no_access) || (service.only_from && any_name(*service.only_from));
}

}  // namespace

bool holds_rules(std::string_view text) {
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    if (!line.empty() && line.front() != '#') return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

std::optional<std::string> not_runnable(const ServiceConfig& service, const AccessFiles& files) {
  for (const Rule& rule : rules) {
    if (rule.applies(service)) return std::string(rule.why);
  }
  if (filters_by_name(service)) {
    return "only_from and no_access of a stream service with wait = yes take addresses only, no host names";
  }
  bool asks_them = !service.has(Flag::nolibwrap) && !service.has(Flag::sensor);
  if (files.has_rules && asks_them) {
    return "hosts.allow or hosts.deny holds rules, and tcp_wrappers is not supported yet; "
           "set flags = NOLIBWRAP to serve it without them";
  }
  return std::nullopt;
}

}  // namespace rouse::listen
