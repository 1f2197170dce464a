// LogPlan: log_type, log_on_success and log_on_failure of a service, in the log's own words.
#pragma once

#include "config/service_config.h"
#include "log/logs.h"

namespace rouse::listen {

log::ServiceLogPlan log_plan(const config::ServiceConfig& service);

}  // namespace rouse::listen
