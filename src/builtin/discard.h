// Discard (RFC 863): throws away whatever the caller says.
#pragma once

#include "base/fd.h"
#include "builtin/scratch.h"
#include "builtin/traffic.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

/// Until the caller's end of file; says nothing.
loop::Co<Traffic> discard(loop::Loop* loop, Fd caller, Scratch* scratch);

}  // namespace rouse::builtin
