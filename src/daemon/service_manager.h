// ServiceManager: who has started the daemon and waits for its word (systemd with Type=notify), told over the
// socket that NOTIFY_SOCKET names (sd_notify(3)). Only the keeper speaks: it is the process that the manager
// knows, whoever is steward. Without the variable nobody is told.
#pragma once

#include "base/clock.h"

namespace rouse::daemon {

/// Everything is in service, for the first time or again after a reload.
void tell_manager_ready();
/// A reload has begun; tell_manager_ready() ends it.
void tell_manager_reloading(Instant now);
void tell_manager_stopping();

}  // namespace rouse::daemon
