// Consistency: whether what the daemon counts adds up (signal ABRT, option -cc; reference/xinetd.md section
// 5).
#pragma once

#include "listen/place.h"
#include "listen/sessions.h"
#include "log/daemon_log.h"
#include "loop/task.h"

namespace rouse::daemon {

/// Looks, and tells the log.
void check_books(const listen::Sessions& sessions, const listen::Places& places, log::DaemonLog& log);
/// The same every so many seconds.
loop::Task check_books_every(loop::Loop* loop, std::chrono::seconds interval,
                             const listen::Sessions* sessions, const listen::Places* places,
                             log::DaemonLog* log);

}  // namespace rouse::daemon
