#include "tools/unit_gaps.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "tools/unit_syntax.h"

namespace rouse::tools {

namespace {

using config::Flag;
using config::ServiceConfig;
using config::SocketType;
using config::Type;

constexpr std::size_t longest_name = 200;  // systemd takes 255 with what it adds

struct GapRow {
  std::string_view attribute;
  bool (*applies)(const ServiceConfig&);
  std::string_view sentence;
};

bool has_foreign_bytes(const ServiceConfig& service) {
  auto fits = [](const std::string& word) { return is_unit_text(word); };
  return !fits(service.server) || !fits(service.unix_path) || !std::ranges::all_of(service.argv, fits) ||
         !std::ranges::all_of(service.env, fits);
}

bool is_served_as_datagrams(const ServiceConfig& service) { return service.is_dgram() && !service.wait; }

/// The one that has the most to say first.
constexpr std::array obstacles = {
    GapRow{"mode", [](const ServiceConfig& s) { return s.is_resident(); },
           translatable("a resident waits for no caller; its program wants a service unit of its own")},
    GapRow{"type", [](const ServiceConfig& s) { return s.is_muxed(); },
           translatable("it has no socket of its own: its callers name it to tcpmux")},
    GapRow{"flags", [](const ServiceConfig& s) { return s.has(Flag::sensor); },
           translatable("a SENSOR shuts callers out, which systemd cannot")},
    GapRow{"type", [](const ServiceConfig& s) { return s.is(Type::internal); },
           translatable("the daemon itself answers its callers, and systemd has no program for that")},
    GapRow{"type", [](const ServiceConfig& s) { return s.is(Type::rpc); },
           translatable("its port is the kernel's choice, and systemd tells rpcbind of none")},
    GapRow{"socket_type",
           [](const ServiceConfig& s) {
             return s.socket_type == SocketType::raw || s.socket_type == SocketType::seqpacket;
           },
           translatable("raw and seqpacket are not served by rouse either")},
    GapRow{"wait", is_served_as_datagrams,
           translatable("datagrams want wait = yes: systemd, too, cannot start a server for each")},
    GapRow{"protocol",
           [](const ServiceConfig& s) {
             return s.protocol != "tcp" && s.protocol != "udp" && s.protocol != "unix";
           },
           translatable("only tcp and udp can be said")},
    GapRow{"bind",
           [](const ServiceConfig& s) {
             return s.bind && !s.bind_address && s.family != config::Family::unix_domain;
           },
           translatable("systemd listens at addresses, not at names: write the address")},
    GapRow{
        "id",
        [](const ServiceConfig& s) { return !is_unit_text(s.id) || unit_name(s.id).size() > longest_name; },
        translatable("no unit can be called so")},
    GapRow{"server", has_foreign_bytes,
           translatable("a path, an argument or a variable is not UTF-8, which systemd does not read")},
};

bool wants_own_door(const ServiceConfig& service) { return service.wait || service.redirect; }

constexpr std::array gaps = {
    GapRow{
        "mode", [](const ServiceConfig& s) { return s.is_warm(); },
        translatable("systemd parks no server, whatever is said of it here: each caller waits for a start")},
    GapRow{"flags", [](const ServiceConfig& s) { return s.has(Flag::idonly); },
           translatable("IDONLY: callers whom no ident server knows come in")},
    GapRow{"redirect_source", [](const ServiceConfig& s) { return s.redirect_source.has_value(); },
           translatable("the kernel chooses the address that the proxy calls from")},
    GapRow{"linger_close", [](const ServiceConfig& s) { return s.linger_close; },
           translatable("a server that has not read all resets its caller's connection")},
    GapRow{"libwrap", [](const ServiceConfig& s) { return !s.has(Flag::nolibwrap); },
           translatable("hosts.allow and hosts.deny are not asked, unless the server asks them itself")},
    GapRow{"groups",
           [](const ServiceConfig& s) { return !s.redirect && s.user && !s.groups.value_or(false); },
           translatable("the server has all groups of its user, too")},
    GapRow{"instances", [](const ServiceConfig& s) { return wants_own_door(s) && s.instances; },
           translatable("systemd counts only the callers that it accepts itself (wait = no)")},
    GapRow{"per_source", [](const ServiceConfig& s) { return wants_own_door(s) && s.per_source; },
           translatable("systemd counts only the callers that it accepts itself (wait = no)")},
    GapRow{"per_source_prefix",
           [](const ServiceConfig& s) { return s.per_source_prefix != config::ipv6_bits; },
           translatable("systemd counts whole addresses")},
    GapRow{
        "cps", [](const ServiceConfig& s) { return s.cps.connections != 0; },
        translatable("a socket that was closed for too many callers stays closed until it is started again")},
    GapRow{"timeout", [](const ServiceConfig& s) { return s.redirect && s.timeout_s; },
           translatable("one proxy has all callers and cannot let go of one")},
    GapRow{"idle_timeout", [](const ServiceConfig& s) { return s.redirect && s.idle_timeout_s; },
           translatable("the proxy keeps callers who say nothing")},
    GapRow{"max_load", [](const ServiceConfig& s) { return s.max_load.has_value(); },
           translatable("callers come in whatever the load is")},
    GapRow{"access_times", [](const ServiceConfig& s) { return !s.access_times.empty(); },
           translatable("callers come in at any time")},
    GapRow{"forward_confirm", [](const ServiceConfig& s) { return !s.forward_confirm; },
           translatable("nobody is asked for the names of callers")},
    GapRow{"deny_time", [](const ServiceConfig& s) { return s.deny_time_min.has_value(); },
           translatable("nobody is shut out for a time")},
    GapRow{"log_type", [](const ServiceConfig& s) { return s.log.syslog || s.log.file; },
           translatable("what there is to tell goes to the journal")},
    GapRow{"log_on_success", [](const ServiceConfig& s) { return !s.log_on_success.empty(); },
           translatable("the journal has what systemd tells of a start, and no ident server is asked")},
    GapRow{"log_on_failure", [](const ServiceConfig& s) { return !s.log_on_failure.empty(); },
           translatable("nobody is told of callers that were refused")},
    GapRow{"banner", [](const ServiceConfig& s) { return s.banner.has_value(); },
           translatable("systemd says nothing to callers")},
    GapRow{"banner_success", [](const ServiceConfig& s) { return s.banner_success.has_value(); },
           translatable("systemd says nothing to callers")},
    GapRow{"banner_fail", [](const ServiceConfig& s) { return s.banner_fail.has_value(); },
           translatable("systemd says nothing to callers")},
};

}  // namespace

std::optional<UnitGap> unit_obstacle(const ServiceConfig& service) {
  const auto* found =
      std::ranges::find_if(obstacles, [&](const GapRow& row) { return row.applies(service); });
  if (found == obstacles.end()) return std::nullopt;
  return UnitGap{found->attribute, found->sentence};
}

std::vector<UnitGap> unit_gaps(const ServiceConfig& service) {
  std::vector<UnitGap> out;
  for (const GapRow& row : gaps) {
    if (row.applies(service)) out.push_back({row.attribute, row.sentence});
  }
  return out;
}

}  // namespace rouse::tools
