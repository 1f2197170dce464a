// Succession: what a steward that is not the first does with what it finds, once its own configuration is in
// service.
#pragma once

#include <optional>

#include "daemon/predecessor.h"
#include "listen/inheritance.h"
#include "listen/services.h"
#include "listen/sessions.h"
#include "log/daemon_log.h"
#include "process/custody.h"

namespace rouse::daemon {

struct Estate {
  listen::Services& services;
  listen::Sessions& sessions;
  listen::Inheritance& inheritance;
  process::Custody& custody;
  log::DaemonLog& log;
  bool adopts = false;  // the doors of another daemon, which goes on serving those that nobody takes
};

/// Doors that no service wants any more are closed: those of the predecessor or, without one, those that the
/// service manager has kept or another daemon has. Callers whom the dead has let down are led to a server, as
/// far as they are still there; of the others it is told.
void settle_estate(Estate estate, std::optional<Predecessor> predecessor);

}  // namespace rouse::daemon
