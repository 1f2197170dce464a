// Chargen (RFC 864): lines without end.
#pragma once

#include "builtin/progress.h"

namespace rouse::builtin {

/// Writes the pattern (builtin/pattern.h) as fast as the caller reads it, until he is gone; reads nothing.
Next go_on_generating(Progress& progress, int caller);

}  // namespace rouse::builtin
