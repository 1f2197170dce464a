#include "config/validate.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "config/attribute_table.h"

namespace rouse::config {

bool Validator::accept(Draft& draft) {
  warn_of_parking(draft);
  if (draft.service.is_resident()) return accept_resident(draft);
  warn_of_supervision(draft);
  if (!fill(draft) || !check_warm(draft) || !check(draft) || !compare(draft)) return false;
  draft.service.protocol = lower(draft.service.protocol);
  note_sensors(draft);
  any_tcpmux_ = any_tcpmux_ || draft.service.is_tcpmux();
  if (draft.service.is_muxed()) muxed_.emplace_back(draft.label(), draft.at(Attribute::type));
  recommend_prefix(draft);
  warn_of_idle_free_bind(draft);
  return true;
}

void Validator::finish() {
  report_beyond_sensors();
  report_unreachable();
}

void Validator::report_unreachable() {
  if (any_tcpmux_) return;
  for (const auto& [label, place] : muxed_)
    reporter_.say(Severity::warning, place,
                  fmt::format("Service {} is reached through tcpmux, and no service tcpmux is served: nobody "
                              "can call it",
                              label));
}

bool Validator::drop(Draft& draft, const Place& at, const std::string& problem, std::string_view suggestion) {
  if (draft.fault.empty()) draft.fault = problem;
  bool says_so = problem.ends_with(" - DISABLING");
  std::string text = says_so ? problem : fmt::format("{}; service {} is dropped", problem, draft.label());
  reporter_.say(Severity::error, at, std::move(text), suggestion);
  return false;
}

bool Validator::drop_unlike_xinetd(Draft& draft, const Place& at, const std::string& problem,
                                   std::string_view xinetd_does) {
  if (draft.fault.empty()) draft.fault = problem;
  differs(at, fmt::format("{}; service {} is dropped ({})", problem, draft.label(), xinetd_does));
  return false;
}

void Validator::differs(const Place& at, std::string text) {
  reporter_.say(Severity::difference, at, std::move(text));
}

bool Validator::fill(Draft& draft) {
  if (draft.service.is_muxed()) draft.service.wait = false;  // whoever comes through tcpmux is accepted
  if (!draft.service.unix_path.empty() && !check_unix(draft)) return false;
  if (!fill_server(draft) || !fill_family(draft)) return false;
  fill_protocol(draft);
  return fill_port(draft);
}

/// redirect replaces the server, even one that is given.
bool Validator::fill_server(Draft& draft) {
  ServiceConfig& service = draft.service;
  if (service.redirect) {
    service.server = "/bin/true";
    draft.mark(Attribute::server);
  }
  if (service.is(Type::internal)) return true;
  if (service.server.empty())
    return drop(draft, draft.at(Attribute::server),
                fmt::format("Must specify a server in {}", draft.label()));
  if (service.has(Flag::nameinargs) && !draft.has(Attribute::server_args))
    return drop(draft, draft.at(Attribute::flags), "Must specify server args if using NAMEINARGS flag");
  fill_argv(draft);
  return true;
}

void Validator::fill_argv(Draft& draft) {
  ServiceConfig& service = draft.service;
  service.argv = service.server_args;
  if (!service.has(Flag::nameinargs))
    service.argv.insert(service.argv.begin(), service.server.substr(service.server.rfind('/') + 1));
  else if (draft.line_of(Attribute::flags) > draft.line_of(Attribute::server_args))
    differs(draft.at(Attribute::flags),
            "NAMEINARGS holds although it stands behind server_args (xinetd would lose the arguments)");
}

/// A name with several addresses: the first of the family that the flags ask for, IPv6 when they do not
/// (reference/xinetd.md 3, bind).
bool Validator::choose_address(Draft& draft) {
  ServiceConfig& service = draft.service;
  const std::vector<net::Address>& candidates = draft.bind_candidates;
  if (candidates.empty()) return true;
  if (candidates.size() == 1) {
    service.bind_address = candidates.front();
    return true;
  }
  bool want_v4 = service.has(Flag::ipv4);
  for (const net::Address& candidate : candidates)
    if (!service.bind_address && candidate.is_v4() == want_v4) service.bind_address = candidate;
  if (service.bind_address) return true;
  return drop(draft, draft.at(Attribute::bind), fmt::format("bad address given for: {}", draft.label()));
}

bool Validator::fill_family(Draft& draft) {
  ServiceConfig& service = draft.service;
  if (service.family == Family::unix_domain) return true;
  if (service.has(Flag::ipv4) && service.has(Flag::ipv6)) {
    reporter_.say(Severity::note, draft.at(Attribute::flags),
                  fmt::format("Service {} will use IPv6 or fallback to IPv4", draft.label()));
    service.flags.remove(Flag::ipv4);
  }
  if (!choose_address(draft)) return false;
  if (service.has(Flag::ipv4)) service.family = Family::ipv4;
  if (service.has(Flag::ipv6)) service.family = Family::ipv6;
  if (!service.bind_address) return true;
  Family bound = service.bind_address->is_v4() ? Family::ipv4 : Family::ipv6;
  if (service.family != Family::automatic && service.family != bound)
    differs(draft.at(Attribute::flags),
            fmt::format("{} does not go with bind = {}, which holds (xinetd would listen on all addresses)",
                        service.family == Family::ipv4 ? "IPv4" : "IPv6", *service.bind));
  service.family = bound;
  return true;
}

/// stream and tcp imply each other, dgram and udp too; a Unix-domain socket has no protocol of its own.
void Validator::fill_protocol(Draft& draft) {
  ServiceConfig& service = draft.service;
  if (service.family == Family::unix_domain) {
    service.protocol = "unix";
    draft.mark(Attribute::protocol);
    return;
  }
  bool stream = service.is_stream();
  bool dgram = service.is_dgram();
  if (!draft.has(Attribute::protocol) && draft.has(Attribute::socket_type) && (stream || dgram)) {
    service.protocol = stream ? "tcp" : "udp";
    service.protocol_number = world_.protocol_number(service.protocol).value_or(stream ? 6 : 17);
    draft.mark(Attribute::protocol);
  }
  if (!draft.has(Attribute::protocol) || draft.has(Attribute::socket_type)) return;
  bool tcp = same_word(service.protocol, "tcp");
  if (!tcp && !same_word(service.protocol, "udp")) return;
  service.socket_type = tcp ? SocketType::stream : SocketType::dgram;
  draft.mark(Attribute::socket_type);
}

bool Validator::fill_port(Draft& draft) {
  ServiceConfig& service = draft.service;
  bool needs_port = service.family != Family::unix_domain && !service.is(Type::rpc) && !service.is_muxed();
  if (draft.has(Attribute::port) || !needs_port) return true;
  Place at = draft.at(Attribute::port);
  if (service.is(Type::unlisted))
    return drop(draft, at, fmt::format("Unlisted service: {} must have a port entry", draft.label()));
  if (!draft.has(Attribute::protocol))
    return drop(draft, at,
                fmt::format("Port not specified for service: {} and no protocol given", draft.label()));
  std::optional<std::uint16_t> port = world_.service_port(service.name, service.protocol);
  if (!port)
    return drop(
        draft, at,
        fmt::format("Port not specified and can't find service: {} with getservbyname (with type = UNLISTED "
                    "and a port any name will do)",
                    draft.label()));
  service.port = *port;
  draft.mark(Attribute::port);
  return true;
}

}  // namespace rouse::config
