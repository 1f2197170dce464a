#include "config/attribute_manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rouse::config {

namespace {

constexpr std::string_view bytes =
    "bytes, with k or m behind the number as a multiplier, or UNLIMITED; 0 sets nothing";
constexpr std::string_view inherited = "the daemon's own limit";

constexpr std::array manual_rows{
    ManualRow{"id", "one word", "the service's name", "id = time-udp", "enabled disabled"},
    ManualRow{"type", "RPC, INTERNAL, UNLISTED, SPECIAL, TCPMUX, TCPMUXPLUS", "none",
              "type = INTERNAL UNLISTED", "port rpc_version"},
    ManualRow{
        "flags",
        "REUSE, INTERCEPT, NORETRY, IDONLY, NAMEINARGS, NODELAY, KEEPALIVE, NOLIBWRAP, SENSOR, IPv4, IPv6, "
        "LABELED",
        "none", "flags = IPv4 NODELAY", "bind deny_time libwrap server_args"},
    ManualRow{"disable", "yes or no", "no", "disable = yes", "enabled disabled"},
    ManualRow{"enabled", "ids", "every service", "enabled = telnet time-udp", "disabled disable id"},
    ManualRow{"disabled", "ids", "none", "disabled = chargen-udp", "enabled disable id"},
    ManualRow{"socket_type", "stream, dgram, raw or seqpacket", "follows from protocol",
              "socket_type = stream", "protocol wait"},
    ManualRow{"protocol", "a name of /etc/protocols", "follows from socket_type", "protocol = udp",
              "socket_type"},
    ManualRow{"wait", "yes or no", "none: an entry must say it, a resident need not", "wait = no",
              "socket_type instances", "timeout of defaults does not hold for wait = yes."},
    ManualRow{"port", "0 to 65535", "the port that /etc/services has for the name", "port = 8023",
              "type bind"},
    ManualRow{"bind", "an address, a host name, or a path (of a Unix-domain socket)", "all addresses",
              "bind = 127.0.0.1", "interface free_bind v6only default_family",
              "A path is an extension, and cannot stand in defaults."},
    ManualRow{"interface", "as of bind", "as of bind", "interface = 127.0.0.1", "bind"},
    ManualRow{"free_bind", "yes or no", "no", "free_bind = yes", "bind"},
    ManualRow{"v6only", "yes or no", "no", "v6only = yes", "bind default_family",
              "no means no: xinetd takes any value in a service for yes, and forgets that of defaults."},
    ManualRow{"default_family", "ipv4 or dual", "dual", "default_family = ipv4", "bind flags v6only"},
    ManualRow{"redirect", "an address or a host name, and a port or its name", "none",
              "redirect = 192.0.2.7 80", "redirect_source idle_timeout server"},
    ManualRow{"redirect_source", "an address of this machine", "the kernel chooses",
              "redirect_source = 192.0.2.1", "redirect"},
    ManualRow{"linger_close", "yes or no", "no", "linger_close = yes", "wait",
              "That of defaults does not hold for wait = yes and Unix-domain sockets."},
    ManualRow{"server", "a path that begins with /", "none", "server = /usr/sbin/in.telnetd",
              "server_args user redirect script"},
    ManualRow{"server_args", "words", "no arguments", "server_args = -l -a", "server flags"},
    ManualRow{"env", "NAME=VALUE words", "nothing is added", "env = LANG=C TZ=UTC", "passenv",
              "The operator -= is refused."},
    ManualRow{"passenv", "names of variables; nothing behind = is none", "all variables of the daemon",
              "passenv = PATH LANG", "env",
              "A variable that the daemon does not have is left out, with a warning."},
    ManualRow{"libwrap", "one word",
              "the file name of the server; the service's name if it is internal or redirected",
              "libwrap = sshd", "flags only_from"},
    ManualRow{"user", "a name or a number",
              "none: an entry must say it unless it is internal or has a script", "user = nobody",
              "group groups", "With a number the group is the same number, and /etc/passwd is not asked."},
    ManualRow{"group", "a name or a number", "the user's own group", "group = tty", "user groups"},
    ManualRow{"groups", "yes or no", "no", "groups = yes", "user group"},
    ManualRow{"umask", "an octal number from 0 to 0777",
              "of a server: the daemon's, with 022 added; of a resident: 022", "umask = 027", "user"},
    ManualRow{"nice", "a whole number", "the daemon's own priority", "nice = 10", "rlimit_cpu"},
    ManualRow{"instances", "a count or UNLIMITED", "UNLIMITED", "instances = 60", "per_source cps max_load",
              "0 refuses everybody."},
    ManualRow{"per_source", "a count or UNLIMITED", "UNLIMITED", "per_source = 5",
              "instances per_source_prefix"},
    ManualRow{"per_source_prefix", "1 to 128", "128", "per_source_prefix = 64", "per_source"},
    ManualRow{"cps", "connections per second, and seconds", "50 10", "cps = 25 30", "cps_window instances",
              "0 connections turn it off."},
    ManualRow{"cps_window", "1 to 3600 seconds", "an average per second, as xinetd counts", "cps_window = 60",
              "cps"},
    ManualRow{"timeout", "0 to 31536000 seconds, or UNLIMITED", "never", "timeout = 3600",
              "idle_timeout wait"},
    ManualRow{"idle_timeout", "0 to 31536000 seconds, or UNLIMITED", "none; 600 with mode = warm",
              "idle_timeout = 600", "redirect timeout mode"},
    ManualRow{"max_load", "a number above 0", "none", "max_load = 3.5", "instances cps"},
    ManualRow{"rlimit_as", bytes, inherited, "rlimit_as = 64m", "rlimit_data rlimit_stack"},
    ManualRow{"rlimit_cpu", "seconds, or UNLIMITED; 0 sets nothing", inherited, "rlimit_cpu = 20",
              "nice timeout"},
    ManualRow{"rlimit_data", bytes, inherited, "rlimit_data = 32m", "rlimit_as"},
    ManualRow{"rlimit_files", "a count, or UNLIMITED; 0 sets nothing", inherited, "rlimit_files = 64",
              "instances"},
    ManualRow{"rlimit_rss", bytes, inherited, "rlimit_rss = 16m", "rlimit_as"},
    ManualRow{"rlimit_stack", bytes, inherited, "rlimit_stack = 8m", "rlimit_as"},
    ManualRow{"only_from", "addresses, networks, host names, .domains", "everybody",
              "only_from = 192.0.2.0/24 .example.org", "no_access forward_confirm",
              "Nothing behind = is nobody. A caller that no_access has too is refused."},
    ManualRow{"no_access", "addresses, networks, host names, .domains", "nobody", "no_access = 192.0.2.66",
              "only_from", "It wins over only_from, however exact that is."},
    ManualRow{"access_times", "H:M-H:M ranges, both minutes included", "always",
              "access_times = 8:00-12:00 22:00-2:00", "only_from", "A range may run over midnight."},
    ManualRow{"forward_confirm", "yes or no", "yes", "forward_confirm = no", "only_from no_access"},
    ManualRow{"deny_time", "minutes, FOREVER or NEVER", "NEVER", "deny_time = 60", "flags"},
    ManualRow{"log_type", "SYSLOG facility [level], or FILE path [soft [hard]]", "nothing is logged",
              "log_type = FILE /var/log/xinetd.log", "log_on_success log_on_failure",
              "The level is info if none stands there. The hard limit is the soft one and 1 % of it, at "
              "least 5 and "
              "at most 20 KiB more. It may stand only once."},
    ManualRow{"log_on_success", "PID, HOST, USERID, EXIT, DURATION, TRAFFIC", "none",
              "log_on_success += DURATION EXIT", "log_on_failure log_type"},
    ManualRow{"log_on_failure", "HOST, USERID, ATTEMPT", "none", "log_on_failure = HOST",
              "log_on_success log_type"},
    ManualRow{"banner", "the path of a file", "none", "banner = /etc/banner", "banner_success banner_fail"},
    ManualRow{"banner_success", "the path of a file", "none", "banner_success = /etc/welcome",
              "banner banner_fail"},
    ManualRow{"banner_fail", "the path of a file", "none", "banner_fail = /etc/sorry",
              "banner banner_success"},
    ManualRow{"rpc_version", "N or N-M", "none", "rpc_version = 1-3", "rpc_number type"},
    ManualRow{"rpc_number", "a number", "the number that /etc/rpc has for the name", "rpc_number = 100002",
              "rpc_version type"},
    ManualRow{"mdns", "anything", "no effect", "mdns = no", ""},
    ManualRow{
        "mode", "on-demand, standalone or warm", "on-demand", "mode = standalone",
        "ready respawn pass_socket park",
        "What the callers of a warm service share, and which servers it is not for, stands in docs/warm.md."},
    ManualRow{"script", "a path, or a name in /etc/init.d", "none", "script = cron", "server ready mode"},
    ManualRow{"ready", "started, notify, pidfile PATH or port", "started", "ready = pidfile /run/crond.pid",
              "start_timeout mode"},
    ManualRow{"pass_socket", "yes or no", "no", "pass_socket = yes", "mode ready"},
    ManualRow{"start_timeout", "0.001 to 31536000 seconds", "60", "start_timeout = 10", "ready stop_timeout"},
    ManualRow{"stop_timeout", "0.001 to 31536000 seconds", "20", "stop_timeout = 5", "start_timeout"},
    ManualRow{"respawn", "yes, on-failure or no", "yes", "respawn = on-failure",
              "respawn_delay respawn_limit"},
    ManualRow{"respawn_delay", "two times in seconds, the second not less than the first", "1 60",
              "respawn_delay = 0.5 30", "respawn respawn_limit"},
    ManualRow{"respawn_limit", "1 to 1000 starts, and seconds", "10 600", "respawn_limit = 5 60",
              "respawn respawn_delay"},
    ManualRow{"critical", "yes or no", "no", "critical = yes", "respawn_limit mode"},
    ManualRow{"after", "ids of residents", "none", "after = database", "mode ready"},
    ManualRow{
        "park", "main or io", "main", "park = io", "mode park_timeout",
        "io is for interpreters and servers with a long start. What the server has computed before it turns "
        "to its caller, a time or a random number, its callers share; it does not find REMOTE_HOST in its "
        "environment."},
    ManualRow{"prestart", "yes or no", "no", "prestart = yes", "mode idle_timeout",
              "Whoever calls before the server is parked is served by a server of his own, as on demand."},
    ManualRow{"park_timeout", "0.001 to 3600 seconds", "10", "park_timeout = 30", "mode prestart"},
    ManualRow{"park_refresh", "a number of callers and one of minutes; 0 or UNLIMITED: never", "10000 60",
              "park_refresh = 1000 UNLIMITED", "mode park_watch",
              "The callers of one parked process share its memory layout and what it computed before it was "
              "parked."},
    ManualRow{"park_watch", "absolute paths, at most 64", "none",
              "park_watch = /etc/motd /usr/lib/app/main.py", "mode park_refresh",
              "The program, its interpreter and its arguments that are files are looked at anyway; what an "
              "interpreter reads besides is not."},
    ManualRow{
        "park_memory_max", bytes, "no limit", "park_memory_max = 256m", "mode idle_timeout",
        "Above it the parked process that is of least use ends first; its callers are served as on demand."},
};

std::string_view operators_of(Shape shape) { return shape == Shape::set ? "=, += or -=" : "= only, once"; }

}  // namespace

std::span<const ManualRow> attribute_manual() { return manual_rows; }

const ManualRow* manual_of(std::string_view name) {
  const auto* found = std::ranges::find(manual_rows, name, &ManualRow::name);
  return found == manual_rows.end() ? nullptr : found;
}

std::string places_of(const AttributeRow& row) {
  if (row.in_defaults == Shape::nowhere) return fmt::format("service ({})", operators_of(row.in_service));
  if (row.in_service == Shape::nowhere) return fmt::format("defaults ({})", operators_of(row.in_defaults));
  return fmt::format("service ({}), defaults ({})", operators_of(row.in_service),
                     operators_of(row.in_defaults));
}

std::string_view text(Origin origin) {
  switch (origin) {
    case Origin::xinetd:
      return "xinetd and rouse";
    case Origin::ignored:
      return "xinetd; rouse ignores it";
    case Origin::extension:
      return "rouse only";
  }
  return "";
}

}  // namespace rouse::config
