#include "config/defaults.h"

namespace rouse::config {

namespace {

void inherit_origin(const Draft& defaults, Draft& service, Attribute attribute) {
  if (std::optional<Sourced> what = sourced(attribute))
    service.service.origins.inherit(*what, defaults.service.origins);
}

/// Copies one member of ServiceConfig that belongs to one attribute, if only the defaults have it.
template <class T>
void take(const Draft& defaults, Draft& service, Attribute attribute, T ServiceConfig::* member) {
  if (!defaults.has(attribute) || service.has(attribute)) return;
  service.service.*member = defaults.service.*member;
  inherit_origin(defaults, service, attribute);
}

void take_bind(const Draft& defaults, Draft& service) {
  if (!defaults.has(Attribute::bind) || service.has(Attribute::bind)) return;
  service.service.bind = defaults.service.bind;
  service.service.bind_address = defaults.service.bind_address;
  service.bind_candidates = defaults.bind_candidates;
}

/// The window of cps stays the service's own: defaults have none.
void take_cps(const Draft& defaults, Draft& service) {
  if (!defaults.has(Attribute::cps) || service.has(Attribute::cps)) return;
  service.service.cps.connections = defaults.service.cps.connections;
  service.service.cps.wait_s = defaults.service.cps.wait_s;
  inherit_origin(defaults, service, Attribute::cps);
}

/// A wait = yes server is nobody's own: it serves one caller after the other, and only its own timeout ends
/// it.
void take_timeout(const Draft& defaults, Draft& service) {
  if (!service.service.wait) take(defaults, service, Attribute::timeout, &ServiceConfig::timeout_s);
}

/// Elsewhere it has no meaning; only the service's own is a mistake.
void take_linger_close(const Draft& defaults, Draft& service) {
  const ServiceConfig& s = service.service;
  if (!s.wait && s.family != Family::unix_domain)
    take(defaults, service, Attribute::linger_close, &ServiceConfig::linger_close);
}

/// The file of defaults is one log that those services share.
void take_log_type(const Draft& defaults, Draft& service) {
  if (!defaults.has(Attribute::log_type) || service.has(Attribute::log_type)) return;
  service.service.log = defaults.service.log;
  service.service.log.common = defaults.service.log.file.has_value();
}

}  // namespace

void inherit_before_reading(const Draft& defaults, Draft& service) {
  take(defaults, service, Attribute::log_on_success, &ServiceConfig::log_on_success);
  take(defaults, service, Attribute::log_on_failure, &ServiceConfig::log_on_failure);
  take(defaults, service, Attribute::only_from, &ServiceConfig::only_from);
  take(defaults, service, Attribute::no_access, &ServiceConfig::no_access);
  take(defaults, service, Attribute::passenv, &ServiceConfig::passenv);
  take(defaults, service, Attribute::banner, &ServiceConfig::banner);
  take(defaults, service, Attribute::banner_success, &ServiceConfig::banner_success);
  take(defaults, service, Attribute::banner_fail, &ServiceConfig::banner_fail);
}

void inherit_after_reading(const Draft& defaults, Draft& service) {
  take(defaults, service, Attribute::instances, &ServiceConfig::instances);
  take(defaults, service, Attribute::umask, &ServiceConfig::umask);
  take(defaults, service, Attribute::per_source, &ServiceConfig::per_source);
  take(defaults, service, Attribute::per_source_prefix, &ServiceConfig::per_source_prefix);
  take(defaults, service, Attribute::groups, &ServiceConfig::groups);
  take_cps(defaults, service);
  take_timeout(defaults, service);
  take_linger_close(defaults, service);
  take(defaults, service, Attribute::max_load, &ServiceConfig::max_load);
  take(defaults, service, Attribute::v6only, &ServiceConfig::v6only);
  take(defaults, service, Attribute::free_bind, &ServiceConfig::free_bind);
  take(defaults, service, Attribute::log_on_success, &ServiceConfig::log_on_success);
  take(defaults, service, Attribute::log_on_failure, &ServiceConfig::log_on_failure);
  take(defaults, service, Attribute::passenv, &ServiceConfig::passenv);
  take(defaults, service, Attribute::forward_confirm, &ServiceConfig::forward_confirm);
  take_bind(defaults, service);
  take_log_type(defaults, service);
  service.service.instances_in_service = service.has(Attribute::instances);
  service.service.cps_in_service = service.has(Attribute::cps);
}

DefaultsConfig defaults_of(const Draft& defaults) {
  DefaultsConfig out;
  const ServiceConfig& from = defaults.service;
  if (defaults.has(Attribute::instances)) out.instances = from.instances;
  if (defaults.has(Attribute::cps)) out.cps = from.cps;
  if (defaults.has(Attribute::per_source)) out.per_source = from.per_source;
  out.bind = from.bind;
  out.bind_address = from.bind_address;
  out.groups = from.groups;
  out.umask = from.umask;
  out.only_from = from.only_from;
  out.no_access = from.no_access;
  out.log = from.log;
  out.log_on_success = from.log_on_success;
  out.log_on_failure = from.log_on_failure;
  if (defaults.has(Attribute::passenv)) out.passenv = from.passenv;
  out.family = defaults.default_family;
  out.parked_bytes_most = defaults.parked_bytes_most;
  return out;
}

}  // namespace rouse::config
