#include <fmt/format.h>
#include <sys/un.h>

#include <algorithm>

#include "base/text.h"
#include "config/handlers.h"
#include "config/keywords.h"
#include "config/values.h"

namespace rouse::config::handle {

namespace {

constexpr int port_max = 65535;

bool read_yes_no(Setting& setting, std::string_view what, bool& out) {
  std::optional<bool> value = value_of(yes_no_keywords, setting.value());
  if (!value)
    return setting.bad(setting.place(0), fmt::format("Bad value for {}: {}", what, escaped(setting.value())));
  out = *value;
  return true;
}

/// bind = /path: a Unix-domain socket (an extension; xinetd says "bad address").
bool bind_path(Setting& setting) {
  std::string_view path = setting.value();
  if (setting.in_defaults) return setting.bad(setting.place(0), "bind in defaults cannot be a path");
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return setting.bad(setting.place(0), fmt::format("bad address: a socket's path has at most {} bytes",
                                                     sizeof(sockaddr_un::sun_path) - 1));
  setting.extends(setting.place(0), fmt::format("bind = {}: xinetd drops the service", escaped(path)));
  setting.service().bind = path;
  setting.service().unix_path = path;
  setting.service().family = Family::unix_domain;
  return true;
}

/// Digits and dots, or anything with a colon, must be an address; a resolver is asked only for the rest.
bool must_be_numeric(std::string_view text) {
  return text.find(':') != std::string_view::npos ||
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

bool socket_type(Setting& setting) {
  std::optional<SocketType> type = value_of(socket_type_keywords, setting.value());
  if (!type)
    return setting.bad(
        setting.place(0),
        fmt::format("Bad socket type: {} ({})", escaped(setting.value()), choices(socket_type_keywords)),
        meant(socket_type_keywords, setting.value()));
  setting.service().socket_type = *type;
  return true;
}

bool protocol(Setting& setting) {
  std::optional<int> number = setting.world.protocol_number(setting.value());
  if (!number)
    return setting.bad(setting.place(0),
                       fmt::format("Protocol {} not in /etc/protocols", escaped(setting.value())));
  setting.service().protocol = setting.value();
  setting.service().protocol_number = *number;
  return true;
}

bool wait(Setting& setting) { return read_yes_no(setting, "wait", setting.service().wait); }

bool port(Setting& setting) {
  std::optional<int> number = signed_number(setting.value());
  if (!number || *number < 0 || *number > port_max)
    return setting.bad(setting.place(0), fmt::format("port number is invalid: {} (0 to {})",
                                                     escaped(setting.value()), port_max));
  setting.service().port = static_cast<std::uint16_t>(*number);
  return true;
}

bool bind(Setting& setting) {
  std::string_view text = setting.value();
  if (text.starts_with('/')) return bind_path(setting);
  std::optional<net::Address> address = net::Address::parse(text);
  if (!address && must_be_numeric(text))
    return setting.bad(setting.place(0), fmt::format("bad address: {}", escaped(text)));
  if (address) {
    setting.service().bind_address = *address;
  } else if (!setting.world.language_only()) {
    setting.draft.bind_candidates = setting.world.resolve(std::string(text));
    if (setting.draft.bind_candidates.empty())
      return setting.bad(setting.place(0), fmt::format("bad address: {} does not resolve", escaped(text)));
  }
  setting.service().bind = text;
  return true;
}

/// xinetd sets IPV6_V6ONLY whatever the value is, and in defaults it never reaches the socket.
bool v6only(Setting& setting) {
  if (!read_yes_no(setting, "v6only", setting.service().v6only)) return false;
  bool no = !setting.service().v6only;
  if (!setting.in_defaults && no)
    setting.differs(
        setting.place(0),
        "v6only = no means no: IPv4 callers are served too (xinetd would serve IPv6 callers only)");
  if (setting.in_defaults && !no)
    setting.differs(setting.place(0),
                    "v6only = yes in defaults holds for every service without its own (xinetd forgets it)");
  return true;
}

bool free_bind(Setting& setting) { return read_yes_no(setting, "free_bind", setting.service().free_bind); }

bool redirect(Setting& setting) {
  std::string_view host = setting.value(0);
  std::string_view service = setting.value(1);
  std::optional<int> port = signed_number(service);
  if (port && *port > port_max) return setting.bad(setting.place(1), "port number too large");
  if (!port || *port <= 0) {
    std::optional<std::uint16_t> named = setting.world.service_port(service, "tcp");
    if (!named)
      return setting.bad(setting.place(1), fmt::format("port number invalid: {}", escaped(service)));
    port = *named;
  }
  bool numeric = net::Address::parse(host).has_value();
  if (!numeric && (must_be_numeric(host) ||
                   (!setting.world.language_only() && setting.world.resolve(std::string(host)).empty())))
    return setting.bad(setting.place(0), fmt::format("bad address: {}", escaped(host)));
  setting.service().redirect = Redirect{std::string(host), static_cast<std::uint16_t>(*port)};
  return true;
}

bool redirect_source(Setting& setting) {
  std::optional<net::Address> address = net::Address::parse(setting.value());
  if (!address || address->is_any())
    return setting.bad(
        setting.place(0),
        fmt::format("redirect_source takes an address of this machine, not {}", escaped(setting.value())));
  setting.service().redirect_source = address->unmapped();
  return true;
}

bool linger_close(Setting& setting) {
  return read_yes_no(setting, "linger_close", setting.service().linger_close);
}

bool default_family(Setting& setting) {
  std::optional<DefaultFamily> family = value_of(default_family_keywords, setting.value());
  if (!family)
    return setting.bad(setting.place(0),
                       fmt::format("Bad value for default_family: {} ({})", escaped(setting.value()),
                                   choices(default_family_keywords)),
                       meant(default_family_keywords, setting.value()));
  setting.draft.default_family = *family;
  return true;
}

}  // namespace rouse::config::handle
