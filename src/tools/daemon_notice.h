// DaemonNotice: what the tools do after they have changed a file of xinetd.d: the daemon that runs is told,
// and asked what came of it.
#pragma once

#include <string>
#include <vector>

#include "sysv/tree.h"

namespace rouse::tools {

/// Makes the daemon read its files again after the one at `path` has changed: roused by an order, which it
/// answers; else whoever xinetd's init script or pid file reaches. Lines about what went wrong with that file
/// or with telling.
std::vector<std::string> tell_daemon(const sysv::Tree& tree, const std::string& path);

}  // namespace rouse::tools
