// `rouse runlevel [LEVEL]`: where the machine is, or brings it elsewhere (roused --runlevel).
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

Exit rouse_runlevel(const RouseRequest& request);

}  // namespace rouse::tools
