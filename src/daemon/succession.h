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
};

/// Doors that no service wants any more are closed; without a predecessor they are another daemon's, which
/// goes on serving them. Callers whom the dead has let down are led to a server, as far as they are still
/// there; of the others it is told.
void settle_estate(Estate estate, std::optional<Predecessor> predecessor);

}  // namespace rouse::daemon
