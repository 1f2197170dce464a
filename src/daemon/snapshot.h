// Snapshot: the daemon's state at one moment, as the dump shows it.
#pragma once

#include <string>

#include "base/clock.h"
#include "config/configuration.h"
#include "daemon/dump.h"
#include "listen/services.h"
#include "listen/sessions.h"

namespace rouse::daemon {

/// What a snapshot is taken of; it refers to all of it.
struct Scene {
  const listen::Services& services;
  const listen::Sessions& sessions;
  const config::DefaultsConfig& defaults;
  const listen::Policy& policy;
  const std::string& config_path;
};

Snapshot take_snapshot(const Scene& scene, const Clock& clock);

}  // namespace rouse::daemon
