// `rouse events [-f] [--since TIME] [NAME]`: what happened to callers lately.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

/// Follows with --follow until it is interrupted, or until the daemon is gone.
Exit rouse_events(const RouseRequest& request);

}  // namespace rouse::tools
