// `rouse upgrade`: the daemon goes on as the version that lies where it was started from. `rouse version`:
// this one's, and the daemon's.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

Exit rouse_upgrade(const RouseRequest& request);
Exit rouse_version(const RouseRequest& request);

}  // namespace rouse::tools
