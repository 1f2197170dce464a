// ServiceStatus: how a service is at the moment, as the control socket tells it. Pure.
#pragma once

#include "config/message.h"
#include "config/service_config.h"
#include "control/reply.h"
#include "listen/service.h"
#include "supervise/residents.h"
#include "warm/park.h"

namespace rouse::daemon {

/// One in operation.
control::ServiceStatus status_of(const listen::Service& service, config::DefaultFamily default_family);
control::ServiceStatus status_of(const supervise::ResidentReport& resident);
/// What is parked of it, and what is counted of that.
void add_park(control::ServiceStatus& status, const warm::ParkReport& park, const listen::Tally& tally);
/// One that stands in the files but is not served, and why.
control::ServiceStatus status_of(const config::ServiceConfig& service, std::string why);
control::ServiceStatus status_of(const config::Dropped& dropped);

}  // namespace rouse::daemon
