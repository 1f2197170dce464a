// What a child of a parked process becomes: the server of one caller, as src/process/child.cc makes it of a
// new process.
#pragma once

#include "park/wire.h"

namespace rouse::park {

/// Puts `caller` on 0, 1 and 2, takes nice, umask and limits of the call, which fail silently, and leads a
/// session of its own. Signals are as the program has them.
void become_server(const Call& wanted, int caller);

}  // namespace rouse::park
