// `rouse explain`: the manual of the attributes, from the attribute table. Asks no daemon.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

/// All about the attribute that is named, or a line about each. A name that is none: Exit::failed.
Exit rouse_explain(const RouseRequest& request);

}  // namespace rouse::tools
