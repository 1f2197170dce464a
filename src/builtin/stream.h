// The stream built-ins by their kind.
#pragma once

#include "base/fd.h"
#include "builtin/kind.h"
#include "builtin/scratch.h"
#include "builtin/traffic.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

/// The whole conversation of `kind` with a caller who has been let in; closes his socket at the end. Whoever
/// destroys it earlier closes it too. `loop` and `scratch` must outlive it.
loop::Co<Traffic> converse(Kind kind, loop::Loop* loop, Fd caller, Scratch* scratch);

}  // namespace rouse::builtin
