// `rouse advise [NAME]`: in which mode services would best be served, in numbers.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

/// All services, one a line; with a NAME all about that one; with --measure POINT its server is parked on
/// trial, which nobody else of these does.
Exit rouse_advise(const RouseRequest& request);

}  // namespace rouse::tools
