#include "config/attribute_table.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "base/text.h"
#include "config/handlers.h"

namespace rouse::config {

namespace {

using enum Shape;
using enum Origin;

// clang-format off
constexpr std::array<AttributeRow, 73> rows{{
    {"id", Attribute::id, one, nowhere, xinetd, Topic::service, handle::id,
     "Name of the entry in logs, enabled and disabled; the service's name by default."},
    {"type", Attribute::type, list, nowhere, xinetd, Topic::service, handle::type,
     "RPC, INTERNAL, UNLISTED, SPECIAL, TCPMUX, TCPMUXPLUS: what kind of service it is."},
    {"flags", Attribute::flags, list, nowhere, xinetd, Topic::service, handle::flags,
     "REUSE, INTERCEPT, NORETRY, IDONLY, NAMEINARGS, NODELAY, KEEPALIVE, NOLIBWRAP, SENSOR, IPv4, IPv6, LABELED."},
    {"disable", Attribute::disable, one, nowhere, xinetd, Topic::service, handle::disable,
     "yes: the entry is not served, and the rest of it is not even read."},
    {"enabled", Attribute::enabled, nowhere, set, xinetd, Topic::service, handle::enabled,
     "The ids that are served; all others are not."},
    {"disabled", Attribute::disabled, nowhere, set, xinetd, Topic::service, handle::disabled,
     "Ids that are not served."},
    {"socket_type", Attribute::socket_type, one, nowhere, xinetd, Topic::socket, handle::socket_type,
     "stream, dgram, raw or seqpacket; follows from protocol."},
    {"protocol", Attribute::protocol, one, nowhere, xinetd, Topic::socket, handle::protocol,
     "A name of /etc/protocols; follows from socket_type."},
    {"wait", Attribute::wait, one, nowhere, xinetd, Topic::socket, handle::wait,
     "yes: one server gets the socket itself and serves everybody; no: a server for each caller."},
    {"port", Attribute::port, one, nowhere, xinetd, Topic::socket, handle::port,
     "Port number; from /etc/services unless the type is UNLISTED."},
    {"bind", Attribute::bind, one, one, xinetd, Topic::socket, handle::bind,
     "Address or host name to listen on; a path makes it a Unix-domain socket (an extension)."},
    {"interface", Attribute::bind, one, one, xinetd, Topic::socket, handle::bind,
     "Another name of bind."},
    {"free_bind", Attribute::free_bind, one, one, extension, Topic::socket, handle::free_bind,
     "yes: listen on the address of bind before any interface has it."},
    {"v6only", Attribute::v6only, one, one, xinetd, Topic::socket, handle::v6only,
     "yes: an IPv6 socket does not take IPv4 callers."},
    {"default_family", Attribute::default_family, nowhere, one, extension, Topic::socket, handle::default_family,
     "ipv4 or dual: what services listen on that say neither IPv4, IPv6 nor an address."},
    {"redirect", Attribute::redirect, two, nowhere, xinetd, Topic::socket, handle::redirect,
     "Host and port that callers are connected to instead of a server."},
    {"redirect_source", Attribute::redirect_source, one, nowhere, extension, Topic::socket, handle::redirect_source,
     "Address of this machine that redirected callers are connected from."},
    {"linger_close", Attribute::linger_close, one, one, extension, Topic::socket, handle::linger_close,
     "yes: a server that ends without having read all causes no reset."},
    {"server", Attribute::server, one, nowhere, xinetd, Topic::server, handle::server,
     "Path of the program that serves a caller."},
    {"server_args", Attribute::server_args, list, nowhere, xinetd, Topic::server, handle::server_args,
     "Its arguments, without the name; with NAMEINARGS the first is the name."},
    {"env", Attribute::env, set, nowhere, xinetd, Topic::server, handle::env,
     "NAME=VALUE words that are added to its environment."},
    {"passenv", Attribute::passenv, set, set, xinetd, Topic::server, handle::passenv,
     "The variables of the daemon's environment that it gets; all by default."},
    {"libwrap", Attribute::libwrap, one, nowhere, xinetd, Topic::server, handle::libwrap,
     "Its name in hosts.allow and hosts.deny."},
    {"user", Attribute::user, one, nowhere, xinetd, Topic::rights, handle::user,
     "User that the server runs as; a number is taken as it is, for the group too."},
    {"group", Attribute::group, one, nowhere, xinetd, Topic::rights, handle::group,
     "Group that the server runs as; the user's own by default."},
    {"groups", Attribute::groups, one, one, xinetd, Topic::rights, handle::groups,
     "yes: the server gets the user's supplementary groups."},
    {"umask", Attribute::umask, one, one, xinetd, Topic::rights, handle::umask,
     "Octal file mode mask of the server."},
    {"nice", Attribute::nice, one, nowhere, xinetd, Topic::rights, handle::nice,
     "Priority of the server."},
    {"instances", Attribute::instances, one, one, xinetd, Topic::limits, handle::instances,
     "How many servers may run at once, or UNLIMITED."},
    {"per_source", Attribute::per_source, one, one, xinetd, Topic::limits, handle::per_source,
     "How many servers may run at once for one address, or UNLIMITED."},
    {"per_source_prefix", Attribute::per_source_prefix, one, one, extension, Topic::limits, handle::per_source_prefix,
     "Leading bits of an IPv6 address that make a source for per_source; 128 by default, the whole address."},
    {"cps", Attribute::cps, two, two, xinetd, Topic::limits, handle::cps,
     "Connections per second above which the door is closed, and for how many seconds."},
    {"cps_window", Attribute::cps_window, one, nowhere, extension, Topic::limits, handle::cps_window,
     "Seconds in which the connections of cps are counted, instead of an average per second."},
    {"timeout", Attribute::timeout, one, one, extension, Topic::limits, handle::timeout,
     "Seconds after which a server, or a conversation of rouse's own, is ended; 0 or UNLIMITED: never."},
    {"idle_timeout", Attribute::idle_timeout, one, nowhere, extension, Topic::limits, handle::idle_timeout,
     "Seconds without a byte in either direction after which a redirected caller is let go, or without a caller "
     "after which a warm service is parked no longer; 0 or UNLIMITED: none."},
    {"max_load", Attribute::max_load, one, one, xinetd, Topic::limits, handle::max_load,
     "Load average of one minute from which callers are refused."},
    {"rlimit_as", Attribute::rlimit_as, one, nowhere, xinetd, Topic::limits, handle::rlimit_as,
     "Address space of the server in bytes (k and m are understood), or UNLIMITED."},
    {"rlimit_cpu", Attribute::rlimit_cpu, one, nowhere, xinetd, Topic::limits, handle::rlimit_cpu,
     "CPU time of the server in seconds, or UNLIMITED."},
    {"rlimit_data", Attribute::rlimit_data, one, nowhere, xinetd, Topic::limits, handle::rlimit_data,
     "Data segment of the server in bytes (k and m are understood), or UNLIMITED."},
    {"rlimit_files", Attribute::rlimit_files, one, nowhere, xinetd, Topic::limits, handle::rlimit_files,
     "Open files of the server, or UNLIMITED."},
    {"rlimit_rss", Attribute::rlimit_rss, one, nowhere, xinetd, Topic::limits, handle::rlimit_rss,
     "Resident memory of the server in bytes (k and m are understood), or UNLIMITED."},
    {"rlimit_stack", Attribute::rlimit_stack, one, nowhere, xinetd, Topic::limits, handle::rlimit_stack,
     "Stack of the server in bytes (k and m are understood), or UNLIMITED."},
    {"only_from", Attribute::only_from, set, set, xinetd, Topic::access, handle::only_from,
     "Who may call: addresses, networks, names, .domains; nothing behind = is nobody."},
    {"no_access", Attribute::no_access, set, set, xinetd, Topic::access, handle::no_access,
     "Who may not call."},
    {"access_times", Attribute::access_times, list, nowhere, xinetd, Topic::access, handle::access_times,
     "H:M-H:M ranges of the day in which callers are admitted."},
    {"forward_confirm", Attribute::forward_confirm, one, one, extension, Topic::access, handle::forward_confirm,
     "no: believe a caller's reverse name without asking for its addresses."},
    {"deny_time", Attribute::deny_time, one, nowhere, xinetd, Topic::access, handle::deny_time,
     "Minutes for which a SENSOR shuts an address out, FOREVER or NEVER."},
    {"log_type", Attribute::log_type, list, set, xinetd, Topic::logging, handle::log_type,
     "SYSLOG facility [level] or FILE path [soft [hard]]; without it nothing is logged."},
    {"log_on_success", Attribute::log_on_success, set, set, xinetd, Topic::logging, handle::log_on_success,
     "PID, HOST, USERID, EXIT, DURATION, TRAFFIC: what is logged of a caller that was served."},
    {"log_on_failure", Attribute::log_on_failure, set, set, xinetd, Topic::logging, handle::log_on_failure,
     "HOST, USERID, ATTEMPT: what is logged of a caller that was not."},
    {"banner", Attribute::banner, one, one, xinetd, Topic::special, handle::banner,
     "File that every caller is sent."},
    {"banner_success", Attribute::banner_success, one, one, xinetd, Topic::special, handle::banner_success,
     "File that a caller is sent who is served."},
    {"banner_fail", Attribute::banner_fail, one, one, xinetd, Topic::special, handle::banner_fail,
     "File that a caller is sent who is refused."},
    {"rpc_version", Attribute::rpc_version, one, nowhere, xinetd, Topic::special, handle::rpc_version,
     "Version or range N-M of an RPC service."},
    {"rpc_number", Attribute::rpc_number, one, nowhere, xinetd, Topic::special, handle::rpc_number,
     "Program number of an RPC service that /etc/rpc does not list."},
    {"mdns", Attribute::mdns, one, nowhere, ignored, Topic::special, handle::ignored,
     "Accepted for old files, without effect."},
    {"mode", Attribute::mode, one, nowhere, extension, Topic::supervision, handle::mode,
     "on-demand: servers for callers; standalone: one server, started with the daemon, that stays (a resident); "
     "warm: one server that waits, and is forked for each caller."},
    {"script", Attribute::script, one, nowhere, extension, Topic::supervision, handle::script,
     "Init script (a path, or its name in /etc/init.d) whose daemon is watched; in place of server."},
    {"ready", Attribute::ready, list, nowhere, extension, Topic::supervision, handle::ready,
     "How a resident tells that it serves: started (not at all), notify (sd_notify), pidfile PATH, port."},
    {"pass_socket", Attribute::pass_socket, one, nowhere, extension, Topic::supervision, handle::pass_socket,
     "yes: a resident gets its listening socket as descriptor 3, with LISTEN_FDS and LISTEN_PID."},
    {"start_timeout", Attribute::start_timeout, one, nowhere, extension, Topic::supervision, handle::start_timeout,
     "Seconds in which a resident must be ready, 60 by default."},
    {"stop_timeout", Attribute::stop_timeout, one, nowhere, extension, Topic::supervision, handle::stop_timeout,
     "Seconds between SIGTERM and SIGKILL when a resident is stopped, 20 by default."},
    {"respawn", Attribute::respawn, one, nowhere, extension, Topic::supervision, handle::respawn,
     "yes, on-failure or no: after which ends of its own a resident is started again; yes by default."},
    {"respawn_delay", Attribute::respawn_delay, two, nowhere, extension, Topic::supervision, handle::respawn_delay,
     "Seconds until the first new start and, doubled each time, at most; 1 60 by default."},
    {"respawn_limit", Attribute::respawn_limit, two, nowhere, extension, Topic::supervision, handle::respawn_limit,
     "Starts within so many seconds after which a resident is given up; 10 600 by default."},
    {"critical", Attribute::critical, one, nowhere, extension, Topic::supervision, handle::critical,
     "yes: when this resident has ended for good or is given up, the daemon ends with its status."},
    {"after", Attribute::after, list, nowhere, extension, Topic::supervision, handle::after,
     "Residents (their ids) that this one waits for when both are started."},
    {"park", Attribute::park, one, nowhere, extension, Topic::parking, handle::park,
     "main: the server of a warm service is parked before its own code begins; io: where it turns to its caller."},
    {"prestart", Attribute::prestart, one, nowhere, extension, Topic::parking, handle::prestart,
     "yes: a warm service is parked with the daemon, and stays so; no: from its first caller on."},
    {"park_timeout", Attribute::park_timeout, one, nowhere, extension, Topic::parking, handle::park_timeout,
     "Seconds in which the server of a warm service must reach the point where it is parked, 10 by default."},
    {"park_refresh", Attribute::park_refresh, two, nowhere, extension, Topic::parking, handle::park_refresh,
     "After how many callers, and how many minutes, a parked process is replaced; 10000 60 by default."},
    {"park_watch", Attribute::park_watch, set, nowhere, extension, Topic::parking, handle::park_watch,
     "Files that, when they change, have the parked process replaced, as its program and its arguments do."},
    {"park_memory_max", Attribute::park_memory_max, nowhere, one, extension, Topic::parking, handle::park_memory_max,
     "Memory of all parked processes together in bytes (k and m are understood); 0 or UNLIMITED: no limit."},
}};
// clang-format on

std::unordered_map<std::string, const AttributeRow*> index_rows() {
  std::unordered_map<std::string, const AttributeRow*> index;
  for (const AttributeRow& row : rows) index.emplace(row.name, &row);
  return index;
}

}  // namespace

std::span<const AttributeRow> attribute_table() { return rows; }

const AttributeRow* find_attribute(std::string_view name) {
  static const std::unordered_map<std::string, const AttributeRow*> index = index_rows();
  auto found = index.find(lower(name));
  return found == index.end() ? nullptr : found->second;
}

std::string_view name_of(Attribute attribute) {
  auto row =
      std::find_if(rows.begin(), rows.end(), [&](const AttributeRow& r) { return r.attribute == attribute; });
  return row == rows.end() ? std::string_view{} : row->name;
}

}  // namespace rouse::config
