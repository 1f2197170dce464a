// `rouse list`, `rouse show NAME`: what is served, and how it is at the moment.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

/// `rouse` alone: every service with what is counted of it and its memory.
Exit rouse_overview(const RouseRequest& request);
/// Every service of the daemon, one a line.
Exit rouse_list(const RouseRequest& request);
/// All about the service that the operand names.
Exit rouse_show(const RouseRequest& request);

}  // namespace rouse::tools
