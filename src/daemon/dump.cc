#include "daemon/dump.h"

#include <fmt/format.h>
#include <syslog.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "config/keywords.h"
#include "net/pattern.h"

namespace rouse::daemon {

namespace {

using config::Flag;
using config::LogOption;
using config::ServiceConfig;
using config::Type;

template <class E, std::size_t N>
std::string names(const config::FlagSet<E>& set, const std::array<std::pair<E, std::string_view>, N>& table) {
  std::string out;
  for (auto [flag, name] : table) {
    if (set.has(flag)) out += fmt::format(" {}", name);
  }
  return out;
}

constexpr std::array<std::pair<Flag, std::string_view>, 12> flag_names = {{
    {Flag::reuse, "REUSE"},
    {Flag::intercept, "INTERCEPT"},
    {Flag::noretry, "NORETRY"},
    {Flag::idonly, "IDONLY"},
    {Flag::nameinargs, "NAMEINARGS"},
    {Flag::nodelay, "NODELAY"},
    {Flag::keepalive, "KEEPALIVE"},
    {Flag::nolibwrap, "NOLIBWRAP"},
    {Flag::sensor, "SENSOR"},
    {Flag::ipv4, "IPv4"},
    {Flag::ipv6, "IPv6"},
    {Flag::labeled, "LABELED"},
}};
constexpr std::array<std::pair<Type, std::string_view>, 6> type_names = {{
    {Type::rpc, "RPC"},
    {Type::internal, "INTERNAL"},
    {Type::unlisted, "UNLISTED"},
    {Type::special, "SPECIAL"},
    {Type::tcpmux, "TCPMUX"},
    {Type::tcpmuxplus, "TCPMUXPLUS"},
}};
constexpr std::array<std::pair<LogOption, std::string_view>, 7> log_names = {{
    {LogOption::host, "HOST"},
    {LogOption::duration, "DURATION"},
    {LogOption::exit, "EXIT"},
    {LogOption::pid, "PID"},
    {LogOption::userid, "USERID"},
    {LogOption::traffic, "TRAFFIC"},
    {LogOption::attempt, "ATTEMPT"},
}};
constexpr std::array<std::pair<int, std::string_view>, 19> facility_names = {{
    {LOG_AUTH, "auth"},     {LOG_AUTHPRIV, "authpriv"}, {LOG_CRON, "cron"},     {LOG_DAEMON, "daemon"},
    {LOG_FTP, "ftp"},       {LOG_LPR, "lpr"},           {LOG_MAIL, "mail"},     {LOG_NEWS, "news"},
    {LOG_USER, "user"},     {LOG_UUCP, "uucp"},         {LOG_LOCAL0, "local0"}, {LOG_LOCAL1, "local1"},
    {LOG_LOCAL2, "local2"}, {LOG_LOCAL3, "local3"},     {LOG_LOCAL4, "local4"}, {LOG_LOCAL5, "local5"},
    {LOG_LOCAL6, "local6"}, {LOG_LOCAL7, "local7"},     {LOG_KERN, "kern"},
}};
constexpr std::array<std::string_view, 8> level_names = {"emerg",   "alert",  "crit", "err",
                                                         "warning", "notice", "info", "debug"};
constexpr std::array<std::string_view, 4> socket_names = {"stream", "dgram", "raw", "seqpacket"};

std::string limit_text(const config::Limit& limit) { return limit ? fmt::format("{}", *limit) : "UNLIMITED"; }

/// PER_SOURCE alone prints -1 for UNLIMITED.
std::string per_source_text(const config::Limit& limit) { return limit ? fmt::format("{}", *limit) : "-1"; }

std::string file_text(const config::FileTarget& file) {
  if (file.soft_bytes == 0) return fmt::format("Logging to file: {} (no limits)", file.path);
  return fmt::format("Logging to file: {} (soft={} hard={})", file.path, file.soft_bytes, file.hard_bytes);
}

std::string syslog_text(const config::SyslogTarget& target) {
  auto known = std::ranges::find(facility_names, target.facility, &std::pair<int, std::string_view>::first);
  std::string_view facility = known == facility_names.end() ? "daemon" : known->second;
  std::string_view level = level_names[static_cast<std::size_t>(target.level) % level_names.size()];
  return fmt::format("Logging to syslog. Facility = {}, level = {}", facility, level);
}

std::string log_text(const config::LogTarget& log) {
  if (log.common) return "Logging to common log file";
  if (log.file) return file_text(*log.file);
  if (log.syslog) return syslog_text(*log.syslog);
  return "No logging";
}

std::string list_text(const std::vector<net::Pattern>& list) {
  std::string out;
  for (const net::Pattern& pattern : list) out += ' ' + net::dump_text(pattern);
  return out;
}

std::string access_text(std::string_view indent, const std::optional<std::vector<net::Pattern>>& only_from,
                        const std::vector<net::Pattern>& no_access) {
  std::string out = only_from ? fmt::format("{}Only from: {}\n", indent,
                                            only_from->empty() ? " Nobody" : list_text(*only_from))
                              : fmt::format("{}Only from: All sites\n", indent);
  out += no_access.empty() ? fmt::format("{}No access: No blocked sites\n", indent)
                           : fmt::format("{}No access: {}\n", indent, list_text(no_access));
  return out;
}

std::string bind_text(std::string_view indent, const std::optional<std::string>& bind) {
  return fmt::format("{}Bind = {}\n", indent, bind ? *bind : "All addresses.");
}

/// The names alone: the dump is for everybody to read, values are not.
std::string passenv_text(std::string_view indent, const std::optional<std::vector<std::string>>& names) {
  if (!names) return {};
  std::string out = fmt::format("{}Passenv =", indent);
  for (const std::string& name : *names) out += ' ' + name;
  return out + '\n';
}

std::string date(WallTime at) {
  std::tm parts{};
  localtime_r(&at, &parts);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%a %b %e %H:%M:%S %Y", &parts);
  return text.data();
}

/// As written, and the family that follows from the rest.
config::FlagSet<Flag> flags_in_force(const ServiceConfig& s, config::DefaultFamily default_family) {
  config::FlagSet<Flag> out = s.flags;
  if (out.has(Flag::ipv4) || out.has(Flag::ipv6) || s.family == config::Family::unix_domain) return out;
  bool ipv4 = s.family == config::Family::ipv4 ||
              (s.family == config::Family::automatic && default_family == config::DefaultFamily::ipv4);
  out.add(ipv4 ? Flag::ipv4 : Flag::ipv6);
  return out;
}

std::string identity_lines(const ServiceConfig& s, config::DefaultFamily default_family) {
  std::string out = fmt::format("\t\tid = {}\n", s.id);
  config::FlagSet<Flag> flags = flags_in_force(s, default_family);
  if (!flags.empty()) out += fmt::format("\t\tflags ={}\n", names(flags, flag_names));
  if (!s.type.empty()) out += fmt::format("\t\ttype ={}\n", names(s.type, type_names));
  out += fmt::format("\t\tsocket_type = {}\n", socket_names[static_cast<std::size_t>(s.socket_type)]);
  out += fmt::format("\t\tProtocol (name,number) = ({},{})\n", s.protocol, s.protocol_number);
  if (!s.is(Type::rpc)) out += fmt::format("\t\tport = {}\n", s.port);
  if (s.instances_in_service) out += fmt::format("\t\tInstances = {}\n", limit_text(s.instances));
  out += fmt::format("\t\twait = {}\n", s.wait ? "yes" : "no");
  return out;
}

std::string account_lines(const ServiceConfig& s) {
  std::string out;
  if (s.user) out += fmt::format("\t\tuser = {}\n", s.user->id.value_or(0));
  if (s.group) out += fmt::format("\t\tgroup = {}\n", s.group->id.value_or(0));
  out += fmt::format("\t\tGroups = {}\n", s.groups.value_or(false) ? "yes" : "no");
  if (s.umask) out += fmt::format("\t\tumask = {:o}\n", static_cast<unsigned>(*s.umask));
  if (s.nice) out += fmt::format("\t\tNice = {}\n", *s.nice);
  if (s.cps_in_service)
    out += fmt::format("\t\tCPS = max conn:{} wait:{}\n", s.cps.connections, s.cps.wait_s);
  if (s.cps.window_s > 0) out += fmt::format("\t\tCPS window = {}\n", s.cps.window_s);
  out += fmt::format("\t\tPER_SOURCE = {}\n", per_source_text(s.per_source));
  if (s.per_source_prefix < config::ipv6_bits)
    out += fmt::format("\t\tPER_SOURCE prefix = {}\n", s.per_source_prefix);
  if (s.timeout_s) out += fmt::format("\t\tTimeout = {}\n", *s.timeout_s);
  return out;
}

std::string rpc_text(const config::Rpc& rpc) {
  std::string versions = fmt::format("{}", rpc.version_from);
  if (rpc.version_to != rpc.version_from) versions += fmt::format("-{}", rpc.version_to);
  return fmt::format("\t\tRPC data\n\t\t\tprogram number = {}\n\t\t\trpc_version = {}\n", rpc.program,
                     versions);
}

/// "10000 callers", "UNLIMITED".
std::string most_text(std::optional<std::uint64_t> most, std::uint64_t unit, std::string_view what) {
  return most ? fmt::format("{} {}", *most / unit, what) : "UNLIMITED";
}

std::string parking_lines(const config::Parking& parking) {
  std::string out = fmt::format("\t\tMode = warm\n\t\tPark = {}\n",
                                config::name_of(config::park_point_keywords, parking.point));
  if (parking.prestart) out += "\t\tPrestart = yes\n";
  out += fmt::format("\t\tPark timeout = {}\n", static_cast<double>(parking.timeout_ms) / 1000);
  out += fmt::format("\t\tPark refresh = {}, {}\n", most_text(parking.refresh_callers, 1, "callers"),
                     most_text(parking.refresh_ms, 60'000, "minutes"));
  if (!parking.watch.empty()) out += fmt::format("\t\tPark watch = {}\n", fmt::join(parking.watch, " "));
  return out;
}

std::string server_lines(const ServiceConfig& s) {
  std::string out = bind_text("\t\t", s.bind);
  if (s.bind_address && s.free_bind) out += "\t\tFree bind = yes\n";
  if (!s.server.empty() && !s.redirect) {
    out += fmt::format("\t\tServer = {}\n\t\tServer argv = {}\n", s.server, fmt::join(s.argv, " "));
  }
  if (s.libwrap) out += fmt::format("\t\tLibwrap = {}\n", *s.libwrap);
  if (s.redirect) out += fmt::format("\t\tRedirect = {}:{}\n", s.redirect->host, s.redirect->port);
  if (s.redirect_source) out += fmt::format("\t\tRedirect source = {}\n", s.redirect_source->text());
  if (s.idle_timeout_s) out += fmt::format("\t\tIdle timeout = {}\n", *s.idle_timeout_s);
  if (s.is_warm()) out += parking_lines(s.parking);
  if (s.linger_close) out += "\t\tLinger close = yes\n";
  if (s.is(Type::rpc)) out += rpc_text(*s.rpc);
  if (!s.access_times.empty()) {
    out += "\t\tAccess times =";
    for (const config::TimeRange& r : s.access_times) {
      out += fmt::format(" {:02}:{:02}-{:02}:{:02}", r.from_minute / 60, r.from_minute % 60, r.to_minute / 60,
                         r.to_minute % 60);
    }
    out += '\n';
  }
  return out;
}

std::string defaults_text(const config::DefaultsConfig& d) {
  std::string out = "Service defaults\n";
  if (d.instances) out += fmt::format("\tInstances = {}\n", limit_text(*d.instances));
  if (d.cps) out += fmt::format("\tCPS = max conn:{} wait:{}\n", d.cps->connections, d.cps->wait_s);
  if (d.per_source) out += fmt::format("\tPER_SOURCE = {}\n", per_source_text(*d.per_source));
  if (d.groups) out += fmt::format("\tGroups = {}\n", *d.groups ? "yes" : "no");
  if (d.umask) out += fmt::format("\tumask = {:o}\n", static_cast<unsigned>(*d.umask));
  if (d.parked_bytes_most) out += fmt::format("\tPark memory max = {}\n", *d.parked_bytes_most);
  out += bind_text("\t", d.bind);
  out += access_text("\t", d.only_from, d.no_access);
  out += fmt::format("\t{}\n", log_text(d.log));
  out += fmt::format("\tLog_on_success flags ={}\n", names(d.log_on_success, log_names));
  out += fmt::format("\tLog_on_failure flags ={}\n", names(d.log_on_failure, log_names));
  return out + passenv_text("\t", d.passenv);
}

std::string state_text(const ServiceState& service, config::DefaultFamily default_family) {
  std::string out = fmt::format("Service = {}\n\tState = {}\n", service.config->name, service.state);
  out += service_text(*service.config, default_family);
  if (service.active) {
    out += fmt::format("\trunning servers = {}\n\tretry servers = 0\n\tattempts = 0\n\tservice fd = {}\n",
                       service.running, service.descriptor);
  }
  if (service.filtered) out += fmt::format("\tpackets refused by its filter = {}\n", *service.filtered);
  return out;
}

std::string server_text(const ServerState& server) {
  return fmt::format(
      "{} server\npid = {}\nstart_time = {}\nConnection info:\n\tservice = {}\n\tdescriptor = -1\n\tflags = "
      "3\n"
      "\tremote_address = {},{}\nlog_remote_user = NO\nwrites_to_log = NO\n\n",
      server.service, server.pid, date(server.started), server.service, server.peer.address.text(),
      server.peer.port);
}

std::string resident_text(const supervise::ResidentReport& resident) {
  std::string out = fmt::format("{} resident\nstate = {}\nsince = {}\npid = {}\nrespawns = {}\n", resident.id,
                                resident.state, date(resident.since), resident.pid, resident.respawns);
  if (!resident.last_end.empty()) out += fmt::format("last end = {}\n", resident.last_end);
  if (!resident.status.empty()) out += fmt::format("status = {}\n", escaped(resident.status));
  return out + '\n';
}

std::string summary_text(const Snapshot& snapshot) {
  auto active = std::ranges::count_if(snapshot.services, &ServiceState::active);
  return fmt::format(
      "active_services = {}\navailable_services = {}\ndescriptors_free = {}\nrunning_servers = {}\n"
      "Logging service = enabled\n\nmax_descriptors = {}\nprocess_limit = {}\nconfig_file = {}\n\nEND OF "
      "DUMP\n",
      active, active, snapshot.descriptors_free, snapshot.servers.size(), snapshot.max_descriptors,
      snapshot.process_limit, snapshot.config_file);
}

}  // namespace

std::string service_text(const ServiceConfig& service, config::DefaultFamily default_family) {
  std::string out = fmt::format("\tService configuration: {}\n", service.name);
  out += identity_lines(service, default_family) + account_lines(service) + server_lines(service);
  out += access_text("\t\t", service.only_from, service.no_access);
  if (service.deny_time_min) out += fmt::format("\t\tDeny Time: {}\n", *service.deny_time_min);
  out += fmt::format("\t\t{}\n", log_text(service.log));
  out += fmt::format("\t\tLog_on_success flags ={}\n", names(service.log_on_success, log_names));
  out += fmt::format("\t\tLog_on_failure flags ={}\n", names(service.log_on_failure, log_names));
  return out + passenv_text("\t\t", service.passenv);
}

std::string dump_text(const Snapshot& snapshot) {
  std::string out = fmt::format("INTERNAL STATE DUMP: {}\nCurrent time: {}\n\nServices + defaults:\n",
                                snapshot.version, date(snapshot.now));
  out += defaults_text(*snapshot.defaults);
  for (const ServiceState& service : snapshot.services) out += state_text(service, snapshot.defaults->family);
  out += "\nServer table dump:\n";
  for (const ServerState& server : snapshot.servers) out += server_text(server);
  if (!snapshot.residents.empty()) out += "\nResident table dump:\n";
  for (const supervise::ResidentReport& resident : snapshot.residents) out += resident_text(resident);
  out += "\nRetry table dump:\n\n";
  return out + summary_text(snapshot);
}

}  // namespace rouse::daemon
