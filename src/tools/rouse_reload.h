// `rouse reload`: the daemon reads its configuration anew, and the result is told.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

Exit rouse_reload(const RouseRequest& request);

}  // namespace rouse::tools
