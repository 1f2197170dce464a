// Echo (RFC 862): says back whatever the caller says.
#pragma once

#include "builtin/progress.h"
#include "builtin/scratch.h"

namespace rouse::builtin {

/// Until the caller's end of file. What the caller does not read is not taken from him either: it stays in
/// the kernel, so a conversation never holds a byte.
Next go_on_echoing(int caller, Scratch& scratch);

}  // namespace rouse::builtin
