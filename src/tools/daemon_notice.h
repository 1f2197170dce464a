// DaemonNotice: what the tools do after they have changed a file of xinetd.d: the daemon that runs is told,
// and asked what came of it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sysv/tree.h"

namespace rouse::tools {

struct DaemonNotice {
  bool runs = true;      // there is a daemon of any kind
  bool refused = false;  // roused answered that it took nothing over
  std::vector<std::string> problems = {};
};

/// Makes the daemon read its files again after those at `paths` have changed: roused by an order at
/// `control_path`, which it answers; else whoever xinetd's init script or pid file reaches. `problems`: lines
/// about what went wrong with those files or with telling.
DaemonNotice tell_daemon(const sysv::Tree& tree, std::span<const std::string> paths,
                         const std::string& control_path);

}  // namespace rouse::tools
