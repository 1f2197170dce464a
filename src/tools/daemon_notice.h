// DaemonNotice: what the tools do after they have changed a file of xinetd.d: the daemon that runs is told,
// and asked what came of it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sysv/tree.h"

namespace rouse::tools {

/// Makes the daemon read its files again after those at `paths` have changed: roused by an order, which it
/// answers; else whoever xinetd's init script or pid file reaches. Lines about what went wrong with those
/// files or with telling.
std::vector<std::string> tell_daemon(const sysv::Tree& tree, std::span<const std::string> paths);

}  // namespace rouse::tools
