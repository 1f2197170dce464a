#include "tools/unit_export.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "tools/translation.h"
#include "tools/unit_access.h"
#include "tools/unit_syntax.h"

namespace rouse::tools {

namespace {

using config::Family;
using config::Flag;
using config::ServiceConfig;

constexpr std::string_view proxy = "/usr/lib/systemd/systemd-socket-proxyd";

/// Lines "NAME=VALUE", one behind the other.
class Lines {
 public:
  template <class T>
  void add(std::string_view name, const T& value) {
    text_ += fmt::format("{}={}\n", name, value);
  }
  void add_if(bool applies, std::string_view name, std::string_view value) {
    if (applies) add(name, value);
  }
  void section(std::string_view name) { text_ += fmt::format("{}[{}]\n", text_.empty() ? "" : "\n", name); }
  void append(std::string_view lines) { text_ += lines; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

struct Subject {
  const ServiceConfig& service;
  config::DefaultFamily family;
  std::string name;

  bool is_unix() const { return service.family == Family::unix_domain; }
  bool is_ipv4() const {
    if (service.bind_address) return service.bind_address->is_v4();
    return service.family == Family::ipv4 ||
           (service.family == Family::automatic && family == config::DefaultFamily::ipv4);
  }
  /// systemd accepts, and starts a server for each caller.
  bool accepts() const { return !service.wait && !service.redirect; }
  std::string socket_unit() const { return name + ".socket"; }
  std::string service_unit() const { return name + (accepts() ? "@.service" : ".service"); }
};

// The socket

/// "23", "0.0.0.0:23", "[fe80::1]:23%eth0".
std::string place_of(const Subject& subject) {
  const ServiceConfig& service = subject.service;
  if (subject.is_unix()) return service.unix_path;
  if (!service.bind_address) {
    if (subject.is_ipv4()) return fmt::format("0.0.0.0:{}", service.port);
    return fmt::format("{}{}", service.family == Family::ipv6 ? "[::]:" : "", service.port);
  }
  std::string address = service.bind_address->text();
  if (subject.is_ipv4()) return fmt::format("{}:{}", address, service.port);
  std::size_t scope = std::min(address.find('%'), address.size());
  return fmt::format("[{}]:{}{}", address.substr(0, scope), service.port, address.substr(scope));
}

/// xinetd's average of a second is told as a burst within one.
void add_rate(const config::CpsLimit& cps, Lines& out) {
  if (cps.connections == 0) return out.add("TriggerLimitIntervalSec", 0);
  out.add("TriggerLimitIntervalSec", std::max<std::uint64_t>(cps.window_s, 1));
  out.add("TriggerLimitBurst", cps.connections);
}

/// systemd's own limit is 64; it has no word for none.
constexpr std::uint64_t most_connections = UINT32_MAX;

void add_counts(const ServiceConfig& service, Lines& out) {
  out.add("MaxConnections", std::min(service.instances.value_or(most_connections), most_connections));
  if (service.per_source) out.add("MaxConnectionsPerSource", std::min(*service.per_source, most_connections));
}

void add_socket(const Subject& subject, Lines& out) {
  const ServiceConfig& service = subject.service;
  out.section("Socket");
  out.add(service.is_dgram() ? "ListenDatagram" : "ListenStream", unit_text(place_of(subject)));
  if (subject.is_unix())
    out.add("SocketMode", "0755");  // under the umask that the daemon binds with
  else if (!subject.is_ipv4())
    out.add("BindIPv6Only", service.v6only ? "ipv6-only" : "both");
  out.add_if(service.free_bind, "FreeBind", "yes");
  out.add("Accept", subject.accepts() ? "yes" : "no");
  if (subject.accepts()) add_counts(service, out);
  add_rate(service.cps, out);
  out.add_if(service.is_stream() && service.has(Flag::nodelay), "NoDelay", "yes");
  out.add_if(service.is_stream() && service.has(Flag::keepalive), "KeepAlive", "yes");
  out.add_if(service.has(Flag::labeled), "SELinuxContextFromNet", "yes");
}

// The server

void add_limit(std::string_view name, const std::optional<std::uint64_t>& limit, Lines& out) {
  if (limit) out.add(name, *limit == RLIM_INFINITY ? std::string("infinity") : fmt::format("{}", *limit));
}

void add_account(const ServiceConfig& service, Lines& out) {
  if (!service.user) return;
  out.add("User", unit_text(service.user->name));
  if (service.group)
    out.add("Group", unit_text(service.group->name));
  else if (service.user->numeric)  // the group is the same number, and /etc/passwd is not asked
    out.add("Group", unit_text(service.user->name));
}

/// With a name that systemd takes: letters, digits and _, no digit first.
bool is_variable(std::string_view text) {
  auto is_letter = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  std::string_view name = text.substr(0, text.find('='));
  return !name.empty() && is_letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

void add_environment(const ServiceConfig& service, Lines& out) {
  for (const std::string& variable : service.env) {
    if (is_variable(variable)) out.add("Environment", unit_word(variable));
  }
  if (!service.passenv) return;
  std::string names;
  for (const std::string& name : *service.passenv) names += (names.empty() ? "" : " ") + unit_word(name);
  out.add("PassEnvironment", names);
}

void add_means(const ServiceConfig& service, Lines& out) {
  if (service.umask) out.add("UMask", fmt::format("{:04o}", *service.umask));
  if (service.nice) out.add("Nice", std::clamp(*service.nice, -20, 19));
  add_limit("LimitNOFILE", service.limits.files, out);
  add_limit("LimitAS", service.limits.as_bytes, out);
  add_limit("LimitCPU", service.limits.cpu_s, out);
  add_limit("LimitDATA", service.limits.data_bytes, out);
  add_limit("LimitRSS", service.limits.rss_bytes, out);
  add_limit("LimitSTACK", service.limits.stack_bytes, out);
  if (service.timeout_s) out.add("RuntimeMaxSec", *service.timeout_s);
}

void add_server(const ServiceConfig& service, Lines& out) {
  out.add("ExecStart", unit_command(service.server, service.argv));
  for (std::string_view stream : {"StandardInput", "StandardOutput", "StandardError"})
    out.add(stream, "socket");
  add_account(service, out);
  add_environment(service, out);
  add_means(service, out);
  out.add("KillMode", "process");  // what a server leaves behind goes on
  out.add("IgnoreSIGPIPE", "no");
}

void add_proxy(const ServiceConfig& service, Lines& out) {
  const config::Redirect& to = *service.redirect;
  bool is_v6 = to.host.contains(':');
  std::string place = fmt::format("{}{}{}:{}", is_v6 ? "[" : "", to.host, is_v6 ? "]" : "", to.port);
  out.add("ExecStart", unit_command(proxy, std::vector<std::string>{std::string(proxy), place}));
  out.add("DynamicUser", "yes");
}

// The units

/// What cannot be said of a list that is said otherwise.
void add_remains(const Subject& subject, const UnitAccess& access, std::vector<UnitGap>& out) {
  constexpr std::string_view stays_out = translatable("systemd knows no names; these callers are not let in");
  constexpr std::string_view comes_in = translatable("systemd knows no names; THESE CALLERS COME IN");
  constexpr std::string_view not_set = translatable("systemd takes no variable with such a name");
  if (!access.only_from_left.empty()) out.push_back({"only_from", stays_out, access.only_from_left});
  if (!access.no_access_left.empty()) out.push_back({"no_access", comes_in, access.no_access_left});
  UnitGap variables{"env", not_set};
  for (const std::string& variable : subject.service.env)
    if (!is_variable(variable) && !subject.service.redirect) variables.values.push_back(variable);
  if (!variables.values.empty()) out.push_back(std::move(variables));
}

std::string head_of(const Subject& subject, std::string_view unit, const std::vector<UnitGap>& gaps) {
  std::string out =
      fmt::format("# {}: service {} of {}:{}, made by rouse export systemd\n", unit,
                  escaped(subject.service.id), escaped(subject.service.file), subject.service.line);
  if (gaps.empty()) return out;
  out += "# Not expressed:\n";
  for (const UnitGap& gap : gaps) out += fmt::format("#   {}\n", gap_in_english(gap));
  return out;
}

std::string socket_text(const Subject& subject, std::string_view access, const std::vector<UnitGap>& gaps) {
  Lines out;
  out.section("Unit");
  out.add("Description", "Socket of " + unit_text(subject.service.id));
  add_socket(subject, out);
  out.append(access);
  out.section("Install");
  out.add("WantedBy", "sockets.target");
  return head_of(subject, subject.socket_unit(), gaps) + out.take();
}

std::string service_text(const Subject& subject) {
  Lines out;
  out.section("Unit");
  out.add("Description", unit_text(subject.service.id));
  if (subject.accepts()) {
    out.add("CollectMode", "inactive-or-failed");  // a caller whose server failed leaves no unit behind
  } else {
    out.add("Requires", unit_text(subject.socket_unit()));
    out.add("StartLimitIntervalSec", 0);  // the socket counts already
  }
  out.section("Service");
  if (subject.service.redirect)
    add_proxy(subject.service, out);
  else
    add_server(subject.service, out);
  return head_of(subject, subject.service_unit(), {}) + out.take();
}

std::string with_values(const UnitGap& gap, std::string_view sentence) {
  std::string out = fmt::format("{}: ", gap.attribute);
  for (const std::string& value : gap.values) out += escaped(value) + " ";
  if (!gap.values.empty()) out.back() = ':';
  return out + (gap.values.empty() ? "" : " ") + std::string(sentence);
}

}  // namespace

std::string gap_in_words(const UnitGap& gap) { return with_values(gap, translation_of(gap.sentence.data())); }
std::string gap_in_english(const UnitGap& gap) { return with_values(gap, gap.sentence); }

UnitExport export_units(const ServiceConfig& service, config::DefaultFamily family, bool is_disabled) {
  constexpr std::string_view disabled =
      translatable("the service is not served now; so do not enable these units without need");
  Subject subject{service, family, unit_name(service.id)};
  UnitAccess access;  // a Unix-domain socket's callers have no addresses
  if (!subject.is_unix()) access = unit_access(service, !subject.is_ipv4() && !service.v6only);
  UnitExport out;
  if (is_disabled) out.gaps.push_back({"disable", disabled});
  std::vector<UnitGap> lost = unit_gaps(service);
  out.gaps.insert(out.gaps.end(), lost.begin(), lost.end());
  add_remains(subject, access, out.gaps);
  out.socket = {subject.socket_unit(), socket_text(subject, access.lines, out.gaps)};
  out.service = {subject.service_unit(), service_text(subject)};
  return out;
}

}  // namespace rouse::tools
