#include "listen/identities.h"

namespace rouse::listen {

namespace {

using config::Flag;
using config::LogOption;
using config::ServiceConfig;

/// An ident server knows connections with an address, and rouse only those that it accepts itself.
bool has_known_callers(const ServiceConfig& service) {
  return service.is_stream() && !service.wait && service.family != config::Family::unix_domain;
}

/// The built-ins for which xinetd needs no child (reference/xinetd.md 4.2).
bool answers_at_once(const ServiceConfig& service) {
  return service.is_clock() || (service.is(config::Type::internal) && service.has(Flag::sensor));
}

}  // namespace

bool asks_about_admitted(const ServiceConfig& service) {
  if (!has_known_callers(service)) return false;
  if (service.has(Flag::idonly)) return true;
  return service.log_on_success.has(LogOption::userid) && !answers_at_once(service);
}

bool asks_about_refused(const ServiceConfig& service, access::Reason reason) {
  if (!has_known_callers(service) || !service.log_on_failure.has(LogOption::userid)) return false;
  return !access::lies_in_caller(reason) || answers_at_once(service);
}

bool asks_about_callers(const ServiceConfig& service) {
  return asks_about_admitted(service) || asks_about_refused(service, access::Reason::service_limit);
}

}  // namespace rouse::listen
