// make_recipe: from a service's configuration to what its child does. Pure: ids are resolved already, and the
// groups of the account are handed in.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "config/service_config.h"
#include "process/recipe.h"

namespace rouse::process {

/// The environment that servers inherit: the daemon's own without what speaks to the daemon alone
/// (NOTIFY_SOCKET, LISTEN_*, WATCHDOG_*, ROUSE_* and what else systemd sets for a unit) and without the
/// variables that describe a caller.
class BaseEnvironment {
 public:
  explicit BaseEnvironment(const Strings& environment);
  const std::shared_ptr<const Strings>& variables() const { return variables_; }

 private:
  std::shared_ptr<const Strings> variables_;
};

/// RLIMIT_NOFILE as the daemon was started with; 0: leave alone.
struct DaemonLimits {
  std::uint64_t soft_files = 0;
  std::uint64_t hard_files = 0;
};

/// What a server of that service has in its environment.
std::shared_ptr<const Strings> environment_of(const config::ServiceConfig& config,
                                              const BaseEnvironment& base);

/// `groups`: the supplementary groups of the service's user where it has `groups = yes`, else empty.
Recipe make_recipe(const config::ServiceConfig& config, const BaseEnvironment& base,
                   const DaemonLimits& limits, std::vector<gid_t> groups);

}  // namespace rouse::process
