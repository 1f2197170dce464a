// `rouse health`: whether all is well, in one line and an exit status as Nagios and Icinga read them.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

/// Exits with 0, 1, 2 or 3: a plugin's statuses (health.h), not those of other commands.
Exit rouse_health(const RouseRequest& request);

}  // namespace rouse::tools
