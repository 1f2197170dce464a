// Recipe: everything a server needs, resolved before it starts (reference/xinetd.md 4.3). The child only
// makes system calls with it: nothing is looked up, allocated or formatted after clone.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/service_config.h"

namespace rouse::process {

using Strings = std::vector<std::string>;

/// NAME of a NAME=VALUE.
inline std::string_view variable_name(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

struct Recipe {
  std::string path;
  Strings argv;
  std::shared_ptr<const Strings> env;  // complete but for the caller's own variables; shared between services
  bool describes_caller = false;       // `env` itself says REMOTE_PORT, LOCAL_ADDR or LOCAL_PORT: that stays
  std::optional<uid_t> uid;            // setuid is attempted when set, also without being root
  std::optional<gid_t> gid;            // with euid 0 only
  std::vector<gid_t> groups;           // supplementary; set when set_groups, with euid 0 only
  bool set_groups = false;
  std::optional<mode_t> umask;
  std::optional<int> nice;  // added to the daemon's own
  config::ResourceLimits limits;
  std::uint64_t soft_files = 0;  // descriptor limit the daemon was started with; 0: leave alone
  std::uint64_t hard_files = 0;
};

/// The recipe's own environment says this of the caller, and what it says stays.
inline bool overrules(const Recipe& recipe, std::string_view variable) {
  auto same = [&](const std::string& own) { return variable_name(own) == variable_name(variable); };
  return recipe.describes_caller && std::ranges::any_of(*recipe.env, same);
}

}  // namespace rouse::process
