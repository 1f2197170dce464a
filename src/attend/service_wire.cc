#include "attend/service_wire.h"

#include "attend/bytes.h"

namespace rouse::attend {

namespace {

using config::ServiceConfig;

enum class PatternKind : std::uint8_t { prefix, host, domain, factorised };

void put(ByteWriter& out, const std::optional<std::string>& text) {
  out.put(text.has_value());
  if (text) out.put_text(*text);
}

std::optional<std::string> get_optional_text(ByteReader& in) {
  if (!in.get<bool>()) return std::nullopt;
  return in.get_text();
}

void put(ByteWriter& out, const config::Limit& limit) {
  out.put(limit.has_value());
  out.put(limit.value_or(0));
}

config::Limit get_limit(ByteReader& in) {
  bool limited = in.get<bool>();
  auto value = in.get<std::uint64_t>();
  return limited ? config::Limit(value) : std::nullopt;
}

void put(ByteWriter& out, const net::Pattern& pattern) {
  if (const auto* prefix = std::get_if<net::Prefix>(&pattern)) {
    out.put(PatternKind::prefix);
    out.put(*prefix);
  } else if (const auto* host = std::get_if<net::HostName>(&pattern)) {
    out.put(PatternKind::host);
    out.put_text(host->name);
  } else if (const auto* domain = std::get_if<net::DomainSuffix>(&pattern)) {
    out.put(PatternKind::domain);
    out.put_text(domain->suffix);
  } else {
    const auto& prefixes = std::get<net::Factorised>(pattern).prefixes;
    out.put(PatternKind::factorised);
    out.put(static_cast<std::uint32_t>(prefixes.size()));
    for (const net::Prefix& one : prefixes) out.put(one);
  }
}

net::Factorised get_factorised(ByteReader& in) {
  net::Factorised out;
  auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) out.prefixes.push_back(in.get<net::Prefix>());
  return out;
}

net::Pattern get_pattern(ByteReader& in) {
  switch (in.get<PatternKind>()) {
    case PatternKind::prefix:
      return in.get<net::Prefix>();
    case PatternKind::host:
      return net::HostName{in.get_text()};
    case PatternKind::domain:
      return net::DomainSuffix{in.get_text()};
    case PatternKind::factorised:
      return get_factorised(in);
  }
  return net::HostName{};
}

void put(ByteWriter& out, const std::vector<net::Pattern>& patterns) {
  out.put(static_cast<std::uint32_t>(patterns.size()));
  for (const net::Pattern& pattern : patterns) put(out, pattern);
}

std::vector<net::Pattern> get_patterns(ByteReader& in) {
  std::vector<net::Pattern> out;
  auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) out.push_back(get_pattern(in));
  return out;
}

void put_identity(ByteWriter& out, const ServiceConfig& s) {
  out.put_text(s.name);
  out.put_text(s.id);
  put(out, s.libwrap);
  out.put(s.type);
  out.put(s.flags);
  out.put(s.socket_type);
  out.put(s.port);
}

void get_identity(ByteReader& in, ServiceConfig& s) {
  s.name = in.get_text();
  s.id = in.get_text();
  s.libwrap = get_optional_text(in);
  s.type = in.get<config::FlagSet<config::Type>>();
  s.flags = in.get<config::FlagSet<config::Flag>>();
  s.socket_type = in.get<config::SocketType>();
  s.port = in.get<std::uint16_t>();
}

void put_limits(ByteWriter& out, const ServiceConfig& s) {
  put(out, s.instances);
  put(out, s.per_source);
  put(out, s.timeout_s);
  out.put(s.per_source_prefix);
  out.put(s.cps);
  out.put(s.max_load.has_value());
  out.put(s.max_load.value_or(0.0));
}

void get_limits(ByteReader& in, ServiceConfig& s) {
  s.instances = get_limit(in);
  s.per_source = get_limit(in);
  s.timeout_s = get_limit(in);
  s.per_source_prefix = in.get<unsigned>();
  s.cps = in.get<config::CpsLimit>();
  bool limited = in.get<bool>();
  auto load = in.get<double>();
  if (limited) s.max_load = load;
}

void put_access(ByteWriter& out, const ServiceConfig& s) {
  out.put(s.only_from.has_value());
  if (s.only_from) put(out, *s.only_from);
  put(out, s.no_access);
  out.put(static_cast<std::uint32_t>(s.access_times.size()));
  for (const config::TimeRange& range : s.access_times) out.put(range);
  out.put(s.forward_confirm);
}

void get_access(ByteReader& in, ServiceConfig& s) {
  if (in.get<bool>()) s.only_from = get_patterns(in);
  s.no_access = get_patterns(in);
  auto ranges = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < ranges && !in.failed(); ++i)
    s.access_times.push_back(in.get<config::TimeRange>());
  s.forward_confirm = in.get<bool>();
}

void put_mux_names(ByteWriter& out, const std::vector<MuxName>& names) {
  out.put(static_cast<std::uint32_t>(names.size()));
  for (const MuxName& one : names) {
    out.put(one.number);
    out.put_text(one.name);
  }
}

std::vector<MuxName> get_mux_names(ByteReader& in) {
  std::vector<MuxName> out;
  auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    MuxName& one = out.emplace_back();
    one.number = in.get<std::uint32_t>();
    one.name = in.get_text();
  }
  return out;
}

void put_redirect(ByteWriter& out, const ServiceConfig& s) {
  out.put(s.redirect.has_value());
  out.put(s.redirect_source.has_value());
  if (s.redirect_source) out.put(*s.redirect_source);
  put(out, s.idle_timeout_s);
}

/// Where to, the steward tells when it is asked.
void get_redirect(ByteReader& in, ServiceConfig& s) {
  if (in.get<bool>()) s.redirect.emplace();
  if (in.get<bool>()) s.redirect_source = in.get<net::Address>();
  s.idle_timeout_s = get_limit(in);
}

}  // namespace

std::string encode(const AttendedService& service) {
  ByteWriter out;
  const ServiceConfig& config = service.config;
  put_identity(out, config);
  put_limits(out, config);
  put_access(out, config);
  out.put(service.asks_wrap);
  put_redirect(out, config);
  out.put(config.log_on_success);
  out.put(config.log_on_failure);
  for (const auto& path : {config.banner, config.banner_success, config.banner_fail}) put(out, path);
  for (const auto& text : {service.banners.banner, service.banners.success, service.banners.fail})
    out.put_text(text);
  put_mux_names(out, service.mux_names);
  return out.take();
}

std::optional<AttendedService> decode(std::string_view bytes) {
  ByteReader in(bytes);
  AttendedService out;
  get_identity(in, out.config);
  get_limits(in, out.config);
  get_access(in, out.config);
  out.asks_wrap = in.get<bool>();
  get_redirect(in, out.config);
  out.config.log_on_success = in.get<config::FlagSet<config::LogOption>>();
  out.config.log_on_failure = in.get<config::FlagSet<config::LogOption>>();
  for (auto* path : {&out.config.banner, &out.config.banner_success, &out.config.banner_fail})
    *path = get_optional_text(in);
  for (auto* text : {&out.banners.banner, &out.banners.success, &out.banners.fail}) *text = in.get_text();
  out.mux_names = get_mux_names(in);
  if (in.failed() || !in.at_end()) return std::nullopt;
  return out;
}

}  // namespace rouse::attend
