#include "listen/runnable.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace rouse::listen {

namespace {

using config::ServiceConfig;
using config::Type;

struct Rule {
  bool (*applies)(const ServiceConfig&);
  std::string_view why;
};

constexpr std::array rules = {
    Rule{[](const ServiceConfig& s) { return s.is_tcpmux() && s.is_muxed(); },
         "tcpmux needs a port of its own: nobody can reach it through itself"},
    Rule{[](const ServiceConfig& s) {
           return (s.is(Type::internal) || s.redirect) && s.is_stream() && s.wait;
         },
         "an INTERNAL or redirected stream service needs wait = no: rouse accepts its callers itself"},
    Rule{[](const ServiceConfig& s) {
           return s.socket_type == config::SocketType::raw || s.socket_type == config::SocketType::seqpacket;
         },
         "socket_type raw and seqpacket are not supported yet"},
    Rule{
        [](const ServiceConfig& s) { return s.is_dgram() && !s.wait && !s.is(Type::internal); },
        "socket_type dgram needs wait = yes: with wait = no two processes would take each other's datagrams"},
};

bool has_name(const net::Pattern& pattern) {
  return std::holds_alternative<net::HostName>(pattern) || std::holds_alternative<net::DomainSuffix>(pattern);
}

/// The socket filter of a stream wait = yes door knows addresses only.
bool filters_by_name(const ServiceConfig& service) {
  if (!accepts_itself(service)) return false;
  auto any_name = [](const std::vector<net::Pattern>& list) {
    for (const net::Pattern& pattern : list) {
      if (has_name(pattern)) return true;
    }
    return false;
  };
  return any_name(service.no_access) || (service.only_from && any_name(*service.only_from));
}

/// What of hosts.allow and hosts.deny keeps it closed.
std::optional<std::string> closed_by(const access::AccessFiles& files, const ServiceConfig& service) {
  constexpr std::string_view way_out = "set flags = NOLIBWRAP to serve it without hosts.allow and hosts.deny";
  std::optional<access::WrapSubject> subject = access::wrap_subject(service);
  if (!subject) return std::nullopt;
  std::optional<std::string> obstacle = files.obstacle(*subject);
  if (obstacle) return fmt::format("{}; mend that, or {}", *obstacle, way_out);
  if (!accepts_itself(service) || !files.concern(*subject)) return std::nullopt;
  return fmt::format(
      "hosts.allow or hosts.deny has a rule for {}, and the server of a stream service with wait = yes "
      "accepts "
      "its callers itself, so that nobody can ask about them; {}",
      escaped(subject->daemon), way_out);
}

}  // namespace

bool accepts_itself(const ServiceConfig& service) { return service.is_stream() && service.wait; }

std::optional<std::string> not_runnable(const ServiceConfig& service, const access::AccessFiles& files) {
  for (const Rule& rule : rules) {
    if (rule.applies(service)) return std::string(rule.why);
  }
  if (filters_by_name(service)) {
    return "only_from and no_access of a stream service with wait = yes take addresses only, no host names";
  }
  return closed_by(files, service);
}

}  // namespace rouse::listen
