// `rouse sessions [NAME]`, `rouse kill SESSION`: the servers that run for callers.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

/// Those of one service, or of all.
Exit rouse_sessions(const RouseRequest& request);
/// Ends the one that the operand names; --force does not ask it first.
Exit rouse_kill(const RouseRequest& request);

}  // namespace rouse::tools
