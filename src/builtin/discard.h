// Discard (RFC 863): throws away whatever the caller says.
#pragma once

#include "builtin/progress.h"
#include "builtin/scratch.h"

namespace rouse::builtin {

/// Until the caller's end of file; says nothing.
Next go_on_discarding(int caller, Scratch& scratch);

}  // namespace rouse::builtin
