// `rouse enable|disable NAME` and `rouse mode NAME MODE`: what changes the configuration's files. The daemon
// that runs reads them again and is asked what came of it; without one the files are changed all the same.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

/// As `chkconfig NAME on` and `off`; NAME may also be the id of a service in a file of another name.
Exit rouse_enable(const RouseRequest& request);
Exit rouse_disable(const RouseRequest& request);
/// Only if the configuration holds with it. What the daemon refuses is taken back.
Exit rouse_mode(const RouseRequest& request);

}  // namespace rouse::tools
