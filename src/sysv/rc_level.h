// RcLevel: what a runlevel's folder and the locks of services say (reference/sysv.md 3.1).
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "sysv/rc_plan.h"
#include "sysv/tree.h"

namespace rouse::sysv {

/// The links of a level, with what stands behind each. A folder that is not there has none.
Result<std::vector<RcEntry>> read_level(const Tree& tree, int level);

/// What facilities mean at a change of runlevel: where the tree has no table Debian's own, as its names mean
/// the same everywhere.
Facilities effective_facilities(const Tree& tree);

/// The names in /var/lock/subsys.
std::set<std::string, std::less<>> read_locks(const Tree& tree);
/// Forgets all locks: at the start of a machine nobody can hold one, as rc.sysinit knows. What a container
/// has kept of its last life would stop every service from starting.
void clear_locks(const Tree& tree);

}  // namespace rouse::sysv
