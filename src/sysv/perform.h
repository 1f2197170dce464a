// Performing a plan: its links are made and removed on the disk, while nobody else does the same.
#pragma once

#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "sysv/plan.h"
#include "sysv/tree.h"

namespace rouse::sysv {

/// The right to change links and xinetd's files, held until the Fd is closed: from before they are read until
/// the change is done. Waits 10 s for another holder, then ETIMEDOUT. It is a file, /etc/.rouse.lock, as
/// /etc/.pwd.lock is. Who may change the links but nothing in /etc itself gets an empty Fd: he goes without.
Result<Fd> lock_tree(const Tree& tree);
/// May this user change links? chkconfig asks for the folder of level 3 (reference/sysv.md 4.1), or where
/// that is missing for the one it would be made in.
Result<void> may_change(const Tree& tree);
/// Does as much of the plan as can be done, and returns what could not. A level's folder that is missing is
/// made. A link that could not be made ("symlink") keeps those that it was to replace.
std::vector<Error> perform(const Tree& tree, const Plan& plan);

}  // namespace rouse::sysv
