#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"
#include "config/attribute_table.h"
#include "config/keywords.h"
#include "config/validate.h"

namespace rouse::config {

namespace {

constexpr std::array<std::string_view, 7> internal_names = {"echo", "discard", "chargen", "daytime",
                                                            "time", "tcpmux",  "sensor"};

bool is_internal_service(std::string_view name, SocketType type) {
  if (same_word(name, "tcpmux")) return type == SocketType::stream;
  if (type != SocketType::stream && type != SocketType::dgram) return false;
  for (std::string_view known : internal_names)
    if (same_word(name, known)) return true;
  return false;
}

bool is_ident_service(const ServiceConfig& service) {
  constexpr std::uint16_t ident_port = 113;
  return service.port == ident_port && same_word(service.protocol, "tcp");
}

std::string port_key(const ServiceConfig& service) {
  if (service.family == Family::unix_domain) return "unix " + service.unix_path;
  return fmt::format("{} {}", service.port, service.protocol_number);
}

bool may_share(const std::optional<Rpc>& a, const std::optional<Rpc>& b) {
  if (!a || !b) return false;
  return a->program != b->program || a->version_from > b->version_to || a->version_to < b->version_from;
}

}  // namespace

bool Validator::check(Draft& draft) {
  if (!check_intercept(draft)) return false;
  check_rpc(draft);
  if (draft.service.has(Flag::sensor)) draft.service.type.add(Type::internal);
  if (!check_internal(draft) || !check_labeled(draft) || !check_muxclient(draft) || !check_listed(draft))
    return false;
  if (!check_unique(draft) || !check_redirect(draft) || !check_nameinargs(draft)) return false;
  if (!check_present(draft) || !check_protocol(draft)) return false;
  if (!check_timeout(draft) || !check_linger_close(draft) || !check_redirection(draft)) return false;
  check_ident(draft);
  return check_idonly(draft);
}

/// Only an earlier service that is bound to an address counts; two without one meet when their ports are
/// opened.
bool Validator::check_unique(Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool bound = service.bind.has_value();
  std::string port = port_key(service);
  std::string key = service.bind_address ? port + " " + service.bind_address->text()
                    : bound              ? port + " " + *service.bind  // --check resolves no names
                                         : port;
  for (const Bound& other : bound ? bound_addresses_[key] : bound_ports_[port]) {
    if (may_share(service.rpc, other.rpc)) continue;
    bool same_id = same_word(other.id, service.id);
    return drop(draft, draft.at(Attribute::id),
                same_id
                    ? fmt::format("service: {} id: {} not unique or is a duplicate - DISABLING",
                                  draft.label(), draft.id_label())
                    : fmt::format("service: {} id: {} is unique but its identical to service: {} id: {} - "
                                  "DISABLING",
                                  draft.label(), draft.id_label(), other.name, other.id));
  }
  if (!bound) return true;
  Bound self{service.name, service.id, service.rpc};
  std::vector<Bound>& on_port = bound_ports_[port];
  if (on_port.empty() || service.rpc) on_port.push_back(self);
  bound_addresses_[key].push_back(std::move(self));
  return true;
}

/// Only a wait = yes server can have an interceptor. xinetd's fails for every caller
/// (reference/xinetd.md 4.4), so nobody misses it; but who asked for one asked for a check of every caller.
bool Validator::check_intercept(Draft& draft) {
  ServiceConfig& service = draft.service;
  if (!service.has(Flag::intercept)) return true;
  if (!service.is(Type::internal) && service.wait)
    return drop_unlike_xinetd(
        draft, draft.at(Attribute::flags),
        "the INTERCEPT flag is not supported: nobody would check the callers that it promises to check; "
        "without it the lists decide for whom a server is started",
        "xinetd would start an interceptor that fails for every caller");
  if (service.is(Type::internal))
    reporter_.say(
        Severity::warning, draft.at(Attribute::flags),
        fmt::format("Internal services cannot be intercepted: {}; the flag is ignored", service.id));
  if (!service.wait)
    reporter_.say(
        Severity::warning, draft.at(Attribute::flags),
        fmt::format("Multi-threaded services cannot be intercepted: {}; the flag is ignored", service.id));
  service.flags.remove(Flag::intercept);
  return true;
}

/// As with xinetd, hosts.allow and hosts.deny are not asked about RPC over TCP, and the port is the kernel's
/// choice (reference/xinetd.md 3.1, 4.12).
void Validator::check_rpc(Draft& draft) {
  ServiceConfig& service = draft.service;
  if (!service.is(Type::rpc)) return;
  if (same_word(service.protocol, "tcp")) service.flags.add(Flag::nolibwrap);
  if (!draft.has(Attribute::port)) return;
  reporter_.say(
      Severity::warning, draft.at(Attribute::port),
      fmt::format("{}: port has no effect, the kernel chooses the port of an RPC service", draft.id_label()));
  service.port = 0;
}

bool Validator::check_internal(Draft& draft) {
  const ServiceConfig& service = draft.service;
  if (!service.is(Type::internal) || service.has(Flag::sensor) ||
      is_internal_service(service.name, service.socket_type))
    return true;
  return drop(draft, draft.at(Attribute::type),
              fmt::format("No such internal service: {}/{} - DISABLING", draft.label(),
                          name_of(socket_type_keywords, service.socket_type)),
              nearest(service.name, internal_names).value_or(std::string_view{}));
}

bool Validator::check_labeled(Draft& draft) {
  if (!draft.service.has(Flag::labeled)) return true;
  return drop_unlike_xinetd(
      draft, draft.at(Attribute::flags),
      "the LABELED flag is not supported: the server would run without the SELinux context of its caller, "
      "with rights that he does not have",
      "xinetd ignores the flag silently unless it was built for it");
}

bool Validator::check_muxclient(Draft& draft) {
  const ServiceConfig& service = draft.service;
  if (!service.is_muxed()) return true;
  if (!service.is(Type::unlisted))
    return drop(draft, draft.at(Attribute::type),
                fmt::format("Service: {} (tcpmux) should have UNLISTED in type.", draft.label()));
  if (!same_word(service.protocol, "tcp"))
    return drop(draft, draft.at(Attribute::protocol),
                fmt::format("Service: {} (tcpmux) should have tcp in protocol.", draft.label()));
  return true;
}

/// A service that is not UNLISTED must be in /etc/rpc or /etc/services, there under its own port.
bool Validator::check_listed(Draft& draft) {
  ServiceConfig& service = draft.service;
  if (service.is(Type::unlisted) || service.family == Family::unix_domain) return true;
  if (service.is(Type::rpc)) {
    std::optional<std::uint32_t> program = world_.rpc_program(service.name);
    if (!program)
      return drop(draft, draft.at(Attribute::type), fmt::format("unknown RPC service: {}", draft.label()));
    if (!service.rpc) service.rpc.emplace();
    service.rpc->program = *program;
    return true;
  }
  if (!draft.has(Attribute::protocol))
    return drop(draft, draft.at(Attribute::protocol),
                fmt::format("A protocol or a socket_type must be specified for service: {}.", draft.label()));
  std::optional<std::uint16_t> port = world_.service_port(service.name, service.protocol);
  if (!port)
    return drop(
        draft, draft.at(Attribute::port),
        fmt::format("service/protocol combination not in /etc/services: {}/{} (with type = UNLISTED any name "
                    "will do)",
                    draft.label(), service.protocol));
  if (service.port == *port) return true;
  return drop(draft, draft.at(Attribute::port),
              fmt::format("Service {} expects port {}, not {} (type = UNLISTED allows it)", draft.label(),
                          *port, service.port));
}

bool Validator::check_redirect(Draft& draft) {
  const ServiceConfig& service = draft.service;
  Place at = draft.at(Attribute::redirect);
  if (!service.redirect) {
    if (!service.log_on_success.has(LogOption::traffic)) return true;
    return drop(
        draft, draft.at(Attribute::log_on_success),
        fmt::format("Service {} should not have TRAFFIC flag set since its not redirected", draft.label()));
  }
  if (service.socket_type != SocketType::stream)
    return drop(draft, at,
                fmt::format("Only tcp sockets are supported for redirected service {}", draft.label()));
  if (service.wait) return drop(draft, at, fmt::format("Redirected service {} must not wait", draft.label()));
  if (service.has(Flag::nameinargs))
    return drop(draft, at,
                fmt::format("Redirected service {} should not have NAMEINARGS flag set", draft.label()));
  return true;
}

bool Validator::check_nameinargs(Draft& draft) {
  const ServiceConfig& service = draft.service;
  if (!service.has(Flag::nameinargs) || !service.is(Type::internal)) return true;
  return drop(draft, draft.at(Attribute::flags),
              fmt::format("Service {} is INTERNAL and has NAMEINARGS flag set", draft.label()));
}

/// bind = /path is an extension; what is about addresses has no meaning there.
bool Validator::check_unix(Draft& draft) {
  ServiceConfig& service = draft.service;
  Place at = draft.at(Attribute::bind);
  for (Attribute attribute :
       {Attribute::only_from, Attribute::no_access, Attribute::port, Attribute::protocol, Attribute::redirect,
        Attribute::rpc_version, Attribute::rpc_number}) {
    if (draft.has(attribute))
      return drop(draft, draft.at(attribute),
                  fmt::format("{} has no meaning for a Unix-domain socket", name_of(attribute)));
  }
  if (service.has(Flag::ipv4) || service.has(Flag::ipv6))
    return drop(draft, draft.at(Attribute::flags), "IPv4 and IPv6 have no meaning for a Unix-domain socket");
  if (service.is(Type::rpc) || service.is_muxed() || service.is(Type::internal) || service.has(Flag::sensor))
    return drop(draft, at, "only a server can be behind a Unix-domain socket");
  service.only_from.reset();
  service.no_access.clear();
  return true;
}

/// xinetd finds out when it opens the socket.
bool Validator::check_protocol(Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool tcp = same_word(service.protocol, "tcp");
  bool udp = same_word(service.protocol, "udp");
  bool fits = !(tcp && service.socket_type != SocketType::stream) &&
              !(udp && service.socket_type != SocketType::dgram);
  if (fits) return true;
  return drop(draft, draft.at(Attribute::protocol),
              fmt::format("protocol {} does not go with socket_type {}", service.protocol,
                          name_of(socket_type_keywords, service.socket_type)));
}

/// Every missing attribute is named (reference/xinetd.md 2.5).
bool Validator::check_present(Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool external = !service.is(Type::internal);
  bool unlisted = service.is(Type::unlisted);
  const std::array<std::pair<Attribute, bool>, 8> wanted{
      {{Attribute::wait, true},
       {Attribute::socket_type, true},
       {Attribute::protocol, (external && unlisted) || service.is(Type::rpc)},
       {Attribute::user, external},
       {Attribute::server, external},
       {Attribute::rpc_version, service.is(Type::rpc)},
       {Attribute::rpc_number, service.is(Type::rpc) && unlisted},
       {Attribute::port, external && unlisted && !service.is_muxed() && !service.is(Type::rpc) &&
                             service.family != Family::unix_domain}}};
  bool complete = true;
  for (const auto& [attribute, needed] : wanted) {
    if (!needed || draft.has(attribute)) continue;
    complete = drop(
        draft, {draft.source.get(), service.line, 0},
        fmt::format("Service {} missing attribute {} - DISABLING", draft.id_label(), name_of(attribute)));
  }
  return complete;
}

/// Asking the identity service who calls it may go round in circles.
void Validator::check_ident(Draft& draft) {
  ServiceConfig& service = draft.service;
  if (!is_ident_service(service)) return;
  for (auto [set, attribute] : {std::pair(&service.log_on_success, Attribute::log_on_success),
                                std::pair(&service.log_on_failure, Attribute::log_on_failure)}) {
    if (!set->has(LogOption::userid)) continue;
    reporter_.say(
        Severity::warning, draft.at(attribute),
        fmt::format("{} service: clearing USERID option from {}", draft.id_label(), name_of(attribute)));
    set->remove(LogOption::userid);
  }
}

/// xinetd forgets IDONLY wherever it asks nobody.
bool Validator::check_idonly(Draft& draft) {
  const ServiceConfig& service = draft.service;
  if (!service.has(Flag::idonly)) return true;
  bool tcp = service.is_stream() && service.family != Family::unix_domain;
  if (!tcp || service.wait || is_ident_service(service))
    return drop_unlike_xinetd(draft, draft.at(Attribute::flags),
                              "IDONLY needs callers whom an ident server knows: of a TCP service with wait = "
                              "no, but not of the ident "
                              "service itself",
                              "xinetd would let in everybody, or nobody");
  std::string_view where;
  if (service.is_clock()) where = "at daytime and time";
  if (!service.log_on_success.has(LogOption::userid)) where = "without USERID in log_on_success";
  if (!where.empty())
    differs(draft.at(Attribute::flags),
            fmt::format("IDONLY holds ({} xinetd would let everybody in)", where));
  return true;
}

}  // namespace rouse::config
