// ServiceManager: who has started the daemon and waits for its word (systemd with Type=notify), told over the
// socket that NOTIFY_SOCKET names (sd_notify(3)). Only the keeper speaks: it is the process that the manager
// knows, whoever is steward. Without the variable nobody is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace rouse::daemon {

/// Lines as sd_notify(3) has them, with a descriptor if there is one. Waits a second at most for a manager
/// that is busy, and for one that does not listen not at all.
void tell_manager(std::string_view lines, int fd = -1);

/// What the manager has said in a variable of the environment, if that is a number.
std::optional<std::uint64_t> manager_number(const char* variable);

/// How many descriptors the manager keeps (FDSTORE); 0 without a manager that listens.
std::size_t manager_room();
/// The manager keeps doors while the daemon is restarted, and starts another daemon when this one dies.
inline bool manager_keeps_doors() { return manager_room() > 0; }

/// Everything is in service, for the first time or again after a reload.
void tell_manager_ready();
/// A reload has begun; tell_manager_ready() ends it.
void tell_manager_reloading(Instant now);
void tell_manager_stopping();

/// The manager wants to hear that often that the daemon lives (WATCHDOG_USEC); nothing: it does not, or not
/// from this process.
std::optional<Duration> watchdog_interval();
void tell_manager_alive();

}  // namespace rouse::daemon
