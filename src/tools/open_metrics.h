// OpenMetrics: the daemon and its services as the text that Prometheus and its kin read (OpenMetrics 1.0).
// Pure. Labels are services, reasons and states, never callers: their number has a limit.
#pragma once

#include <string>
#include <vector>

#include "control/reply.h"

namespace rouse::tools {

std::string open_metrics(const std::vector<control::ServiceStatus>& services,
                         const control::DaemonStatus& daemon);

}  // namespace rouse::tools
