// Residents (mode = standalone): their server is started with the daemon and serves its callers itself, so
// what an entry says about callers cannot hold, and what it says about supervision holds for nobody else.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "config/attribute_table.h"
#include "config/keywords.h"
#include "config/validate.h"

namespace rouse::config {

namespace {

constexpr std::array supervision_attributes = {
    Attribute::script,       Attribute::ready,   Attribute::pass_socket,   Attribute::start_timeout,
    Attribute::stop_timeout, Attribute::respawn, Attribute::respawn_delay, Attribute::respawn_limit,
    Attribute::critical,     Attribute::after};

/// What keeps callers out, or sends them elsewhere: who wrote it relies on it.
constexpr std::array gate_attributes = {Attribute::only_from,   Attribute::no_access, Attribute::access_times,
                                        Attribute::redirect,    Attribute::libwrap,   Attribute::rpc_number,
                                        Attribute::rpc_version, Attribute::deny_time};

/// What is for callers that rouse lets in, and does no harm where there are none.
constexpr std::array idle_attributes = {Attribute::instances,         Attribute::per_source,
                                        Attribute::per_source_prefix, Attribute::cps,
                                        Attribute::cps_window,        Attribute::max_load,
                                        Attribute::timeout,           Attribute::idle_timeout,
                                        Attribute::log_type,          Attribute::log_on_success,
                                        Attribute::log_on_failure,    Attribute::banner,
                                        Attribute::banner_success,    Attribute::banner_fail,
                                        Attribute::linger_close,      Attribute::redirect_source,
                                        Attribute::forward_confirm};

bool is_of_callers(const ServiceConfig& service) {
  bool type = service.is_muxed() || service.is(Type::rpc) || service.is(Type::internal);
  return type || service.has(Flag::sensor) || service.has(Flag::intercept) || service.has(Flag::idonly) ||
         service.has(Flag::labeled);
}

bool has_place(const Draft& draft) {
  const Supervision& supervision = draft.service.supervision;
  return supervision.pass_socket || supervision.ready == Ready::port;
}

}  // namespace

bool Validator::accept_resident(Draft& draft) {
  if (!check_resident_alone(draft) || !check_resident_server(draft)) return false;
  if (!check_resident_readiness(draft)) return false;
  ServiceConfig& service = draft.service;
  if (service.id.size() > resident_id_bytes_most)
    return drop(
        draft, draft.at(Attribute::id),
        fmt::format("service: {}: with mode = standalone an id has at most {} bytes, not {} - DISABLING",
                    draft.label(), resident_id_bytes_most, service.id.size()));
  if (!residents_.insert(lower(service.id)).second)
    return drop(draft, draft.at(Attribute::id),
                fmt::format("service: {} id: {} not unique or is a duplicate - DISABLING", draft.label(),
                            draft.id_label()));
  service.wait = true;  // one server gets the socket itself and serves everybody
  if (service.only_from || !service.no_access.empty())
    reporter_.say(
        Severity::note, draft.at(Attribute::mode),
        fmt::format("only_from and no_access of defaults do not hold for {}: with mode = standalone the "
                    "server lets its callers in itself",
                    draft.label()));
  service.only_from.reset();  // those of defaults: the server knows its callers, rouse does not
  service.no_access.clear();
  for (Attribute attribute : idle_attributes) {
    if (draft.has(attribute))
      reporter_.say(
          Severity::warning, draft.at(attribute),
          fmt::format("{} does nothing with mode = standalone: it is for callers that rouse lets in",
                      name_of(attribute)));
  }
  return true;
}

bool Validator::check_resident_alone(Draft& draft) {
  for (Attribute attribute : gate_attributes) {
    if (draft.has(attribute))
      return drop(draft, draft.at(attribute),
                  fmt::format("{} cannot hold with mode = standalone: the server lets its callers in itself",
                              name_of(attribute)));
  }
  if (is_of_callers(draft.service))
    return drop(
        draft, draft.at(draft.has(Attribute::flags) ? Attribute::flags : Attribute::type),
        "mode = standalone is for servers of their own: not for RPC, INTERNAL, TCPMUX and SENSOR, nor "
        "the flags INTERCEPT, IDONLY and LABELED");
  return true;
}

/// The script chooses its daemon, and starts it as it likes.
bool Validator::check_resident_script(Draft& draft) {
  Supervision& supervision = draft.service.supervision;
  for (Attribute attribute : {Attribute::server, Attribute::server_args, Attribute::pass_socket}) {
    if (draft.has(attribute))
      return drop(draft, draft.at(attribute),
                  fmt::format("{} does not go with script, which starts its own daemon", name_of(attribute)));
  }
  if (supervision.ready != Ready::pid_file)
    return drop(
        draft, draft.at(Attribute::script),
        "script needs ready = pidfile PATH: the file that names the daemon is all that is known of it");
  if (!draft.has(Attribute::respawn)) supervision.respawn = Respawn::no;  // its own `stop` is as good an end
  draft.service.argv = {draft.service.server, "start"};
  return true;
}

bool Validator::check_resident_server(Draft& draft) {
  const std::vector<std::string>& after = draft.service.supervision.after;
  if (std::ranges::find(after, draft.service.id) != after.end())
    return drop(draft, draft.at(Attribute::after), "after: a resident cannot wait for itself");
  if (draft.service.supervision.is_script) return check_resident_script(draft);
  return has_all(draft, {Attribute::user, Attribute::server}) && fill_server(draft);
}

/// The first missing attribute is named.
bool Validator::has_all(Draft& draft, std::initializer_list<Attribute> attributes) {
  for (Attribute attribute : attributes) {
    if (!draft.has(attribute))
      return drop(
          draft, {draft.source.get(), draft.service.line, 0},
          fmt::format("Service {} missing attribute {} - DISABLING", draft.id_label(), name_of(attribute)));
  }
  return true;
}

/// Only a resident that has to do with a port needs one.
bool Validator::check_resident_readiness(Draft& draft) {
  const Supervision& supervision = draft.service.supervision;
  if (!has_place(draft)) return true;
  if (supervision.pass_socket && supervision.ready == Ready::port)
    return drop(
        draft, draft.at(Attribute::ready),
        "ready = port says nothing with pass_socket = yes: rouse itself listens there before the server "
        "does");
  if (!draft.service.unix_path.empty() && !check_unix(draft)) return false;
  if (!fill_family(draft)) return false;
  fill_protocol(draft);
  if (!has_all(draft, {Attribute::socket_type, Attribute::protocol})) return false;
  if (!fill_port(draft) || !check_protocol(draft) || !check_unique(draft)) return false;
  draft.service.protocol = lower(draft.service.protocol);
  bool has_port = draft.service.protocol == "tcp" || draft.service.protocol == "udp";
  if (supervision.ready != Ready::port || has_port) return true;
  return drop(draft, draft.at(Attribute::ready), "ready = port needs a port of tcp or udp");
}

/// What only the daemon of a standalone service has. It may stay in the entry while the service is in another
/// mode.
void Validator::warn_of_supervision(Draft& draft) {
  for (Attribute attribute : supervision_attributes) {
    if (draft.has(attribute))
      reporter_.say(Severity::warning, draft.at(attribute),
                    fmt::format("{} does nothing with mode = {}: it is for mode = standalone",
                                name_of(attribute), name_of(mode_keywords, draft.service.mode)));
  }
}

}  // namespace rouse::config
