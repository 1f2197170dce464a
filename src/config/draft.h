// Draft: an entry while it is being read, `service` or `defaults`. It becomes a ServiceConfig when everything
// has been read, merged and validated.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "config/reporter.h"
#include "config/service_config.h"
#include "config/source_file.h"

namespace rouse::config {

/// The attributes in the order in which missing ones are named (reference/xinetd.md 2.6).
enum class Attribute : std::uint8_t {
  wait,
  socket_type,
  protocol,
  user,
  group,
  server,
  server_args,
  instances,
  log_on_success,
  log_on_failure,
  log_type,
  only_from,
  no_access,
  access_times,
  type,
  rpc_version,
  rpc_number,
  id,
  env,
  port,
  passenv,
  flags,
  nice,
  redirect,
  banner,
  banner_success,
  banner_fail,
  bind,
  per_source,
  groups,
  cps,
  disable,
  max_load,
  rlimit_as,
  rlimit_cpu,
  rlimit_data,
  rlimit_files,
  rlimit_rss,
  rlimit_stack,
  v6only,
  deny_time,
  umask,
  libwrap,
  enabled,
  disabled,
  mdns,
  default_family,
  forward_confirm,
  cps_window,
  timeout,
  linger_close,
  redirect_source,
  idle_timeout,
  per_source_prefix,
  free_bind,
  mode,
  script,
  ready,
  pass_socket,
  start_timeout,
  stop_timeout,
  respawn,
  respawn_delay,
  respawn_limit,
  critical,
  after,
  park,
  prestart,
  park_timeout,
  park_refresh,
  park_watch,
  park_memory_max,
  count
};
/// What ServiceConfig::origins keeps of an attribute; nothing: nothing.
constexpr std::optional<Sourced> sourced(Attribute attribute) {
  switch (attribute) {
    case Attribute::cps:
      return Sourced::cps;
    case Attribute::max_load:
      return Sourced::max_load;
    case Attribute::access_times:
      return Sourced::access_times;
    case Attribute::instances:
      return Sourced::instances;
    case Attribute::per_source:
      return Sourced::per_source;
    case Attribute::flags:
      return Sourced::flags;
    case Attribute::only_from:
      return Sourced::only_from;
    case Attribute::no_access:
      return Sourced::no_access;
    default:
      return std::nullopt;
  }
}

/// Their entries are counted one by one.
constexpr bool is_address_list(Attribute attribute) {
  return attribute == Attribute::only_from || attribute == Attribute::no_access;
}

inline constexpr std::size_t attribute_count = static_cast<std::size_t>(Attribute::count);

class Draft {
 public:
  /// True once an assignment of the attribute was accepted in this entry.
  bool has(Attribute attribute) const { return specified_.test(index(attribute)); }
  void mark(Attribute attribute) { specified_.set(index(attribute)); }
  /// Where line `line` of this entry is, for ServiceConfig::origins.
  Origins::Spot spot(int line) const { return {static_cast<std::uint32_t>(line), file_number}; }
  /// Where the attribute was last assigned; the entry's own line when it was not.
  Place at(Attribute attribute) const {
    int line = lines_[index(attribute)];
    return {source.get(), line > 0 ? line : service.line, 0};
  }
  int line_of(Attribute attribute) const { return lines_[index(attribute)]; }
  void set_line(Attribute attribute, int line) { lines_[index(attribute)] = line; }
  /// An assignment in this line was accepted. Lists of addresses have noted their entries themselves.
  void accept(Attribute attribute, int line) {
    mark(attribute);
    std::optional<Sourced> what = sourced(attribute);
    if (what && !is_address_list(attribute)) service.origins.note(*what, spot(line));
  }
  /// What messages call it, by name and by id: printable and short.
  std::string label() const { return escaped(service.name, label_limit_bytes); }
  std::string id_label() const { return escaped(service.id, label_limit_bytes); }

  ServiceConfig service;
  std::shared_ptr<const SourceFile> source;
  std::uint32_t file_number = 0;  // of `source`, for Origins
  bool off = false;               // disable = yes
  std::string fault;              // why it cannot be served; empty: nothing is wrong so far
  Place fault_place;
  std::vector<net::Address> bind_candidates;   // a bind name with several addresses: the family decides
  std::vector<std::string> enabled, disabled;  // defaults only
  DefaultFamily default_family = DefaultFamily::dual;  // defaults only
  std::optional<std::uint64_t> parked_bytes_most;      // defaults only

 private:
  static constexpr std::size_t label_limit_bytes = 100;
  static std::size_t index(Attribute attribute) { return static_cast<std::size_t>(attribute); }
  std::bitset<attribute_count> specified_;
  std::array<int, attribute_count> lines_{};
};

}  // namespace rouse::config
