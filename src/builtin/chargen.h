// Chargen (RFC 864): lines without end.
#pragma once

#include "base/fd.h"
#include "builtin/traffic.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

/// Writes the pattern (builtin/pattern.h) as fast as the caller reads it, until he is gone; reads nothing.
loop::Co<Traffic> chargen(loop::Loop* loop, Fd caller);

}  // namespace rouse::builtin
