// Recipe: everything a server needs, resolved before it starts (reference/xinetd.md 4.3). The child only makes
// system calls with it: nothing is looked up, allocated or formatted after clone.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "config/service_config.h"

namespace rouse::process {

struct Recipe {
  std::string path;
  std::vector<std::string> argv;
  std::vector<std::string> env;  // complete but for the caller's own variables
  std::optional<uid_t> uid;      // setuid is attempted when set
  std::optional<gid_t> gid;
  std::vector<gid_t> groups;   // supplementary; set when set_groups
  bool set_groups = false;
  std::optional<mode_t> umask;
  std::optional<int> nice;
  config::ResourceLimits limits;
  std::uint64_t soft_files = 0;  // descriptor limit the daemon was started with; 0: leave alone
  std::uint64_t hard_files = 0;
};

}  // namespace rouse::process
