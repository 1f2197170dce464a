// `rouse open NAME`, `rouse close NAME`: the door of a service, until the daemon is restarted.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

Exit rouse_open(const RouseRequest& request);
Exit rouse_close(const RouseRequest& request);

}  // namespace rouse::tools
