// Snapshot: the daemon's state at one moment, as the dump shows it.
#pragma once

#include <string>

#include "base/clock.h"
#include "config/configuration.h"
#include "daemon/dump.h"
#include "listen/services.h"
#include "listen/sessions.h"
#include "log/daemon_log.h"
#include "supervise/residents.h"

namespace rouse::daemon {

/// What a snapshot is taken of; it refers to all of it.
struct Scene {
  const listen::Services& services;
  const listen::Sessions& sessions;
  const supervise::Residents& residents;
  const config::DefaultsConfig& defaults;
  const listen::Policy& policy;
  const std::string& config_path;
};

Snapshot take_snapshot(const Scene& scene, const Clock& clock);
/// Appends the state to dump_path, and says so.
void append_dump(const Scene& scene, const Clock& clock, log::DaemonLog& log);

}  // namespace rouse::daemon
