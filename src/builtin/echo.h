// Echo (RFC 862): says back whatever the caller says.
#pragma once

#include "base/fd.h"
#include "builtin/scratch.h"
#include "builtin/traffic.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

/// Until the caller's end of file. What the caller does not read is not taken from him either: it stays in
/// the kernel, so a conversation never holds a byte.
loop::Co<Traffic> echo(loop::Loop* loop, Fd caller, Scratch* scratch);

}  // namespace rouse::builtin
