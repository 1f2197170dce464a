// OpenMetrics: the daemon and its services as the text that Prometheus and its kin read (OpenMetrics 1.0).
// Pure. Labels are services, reasons and states, never callers: their number has a limit.
#pragma once

#include <string>

#include "tools/daemon_state.h"

namespace rouse::tools {

std::string open_metrics(const DaemonState& state);

}  // namespace rouse::tools
