// SuperServer: the xinetd of this machine (or roused in its place), as chkconfig sees it: something that
// reads the files of xinetd.d again when it is told to.
#pragma once

#include <chrono>

#include "base/clock.h"
#include "base/error.h"
#include "sysv/tree.h"

namespace rouse::sysv {

/// Makes it read its files again: by `/etc/init.d/xinetd reload`, as always, or where that is no program, by
/// SIGHUP to the process of its pid file. When none runs, nothing has failed: the next one reads the files as
/// they are.
///
/// The script is killed, which is an error, if it takes longer than `time_limit`.
Result<void> reload_super_server(const Tree& tree, Duration time_limit = std::chrono::seconds(10));
/// Its pid file names a process that is one.
bool super_server_runs(const Tree& tree);
/// The tree has a program that is one.
bool has_super_server(const Tree& tree);

}  // namespace rouse::sysv
