// DaemonState: all that monitoring wants to know of a daemon, asked in one go.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "control/reply.h"
#include "tools/rouse_request.h"

namespace rouse::tools {

struct DaemonState {
  std::vector<control::ServiceStatus> services;
  control::DaemonStatus daemon;
  control::ParkTotal parked;  // none where no service is warm
};

/// Why it could not be asked, in English.
struct DaemonTrouble {
  Exit exit = Exit::failed;
  std::string text;
};

/// With the memory of what is parked; `with_memory`: of all the services' processes, too, which the daemon
/// has to look at one by one.
std::expected<DaemonState, DaemonTrouble> daemon_state(const std::string& control_path, bool with_memory);

}  // namespace rouse::tools
