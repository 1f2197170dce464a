// What SENSOR services cannot do, and the entries around them should know.
#include <fmt/format.h>

#include "config/validate.h"

namespace rouse::config {

namespace {

bool shuts_callers_out(const ServiceConfig& service) {
  return service.has(Flag::sensor) && service.deny_time_min.value_or(0) != 0;
}

/// Nobody is asked about the callers of such a server but the filter on its door, which its lists made.
bool accepts_by_itself(const ServiceConfig& service) {
  return service.wait && service.is_stream() && !service.is(Type::internal) &&
         service.family != Family::unix_domain;
}

}  // namespace

void Validator::note_sensors(const Draft& draft) {
  const ServiceConfig& service = draft.service;
  if (accepts_by_itself(service)) beyond_sensors_.emplace_back(draft.id_label(), draft.at(Attribute::wait));
  if (!shuts_callers_out(service)) return;
  any_sensor_ = true;
  if (service.is_dgram())
    reporter_.say(Severity::warning, draft.at(Attribute::deny_time),
                  "a datagram's sender can be forged: this sensor shuts out whomever a stranger names; a "
                  "stream sensor cannot be deceived");
}

void Validator::report_beyond_sensors() {
  if (!any_sensor_) return;
  for (const auto& [id, place] : beyond_sensors_)
    reporter_.say(Severity::warning, place,
                  fmt::format("whom a SENSOR has shut out still gets in here, as under xinetd: the server of "
                              "{} accepts its callers by itself (no_access would hold)",
                              id));
}

}  // namespace rouse::config
