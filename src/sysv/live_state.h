// LiveState: what can be told of a script's service without running the script, which may take long: by the
// files that a start leaves behind.
#pragma once

#include "sysv/inventory.h"
#include "sysv/tree.h"

namespace rouse::sysv {

/// A process lives that a pid file of the script names: one of its `pidfile:` comment, else
/// /var/run/NAME.pid. Without such a file its lock in /var/lock/subsys tells: scripts that start no daemon
/// leave that alone.
bool seems_to_run(const Tree& tree, const Script& script);

}  // namespace rouse::sysv
