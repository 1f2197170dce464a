// Voice: where the daemon's own messages go, decided once from the options (reference/xinetd.md section 1):
// -filelog, -syslog, or the terminal in the foreground where there is no system log.
#pragma once

#include <memory>

#include "base/error.h"
#include "daemon/invocation.h"
#include "log/daemon_log.h"

namespace rouse::daemon {

/// The daemon's log. Errors: the -filelog cannot be opened.
Result<std::unique_ptr<log::DaemonLog>> open_daemon_log(const Clock& clock, const Invocation& invocation,
                                                        pid_t keeper, int terminal);

/// A sink for people: events and messages on the terminal, coloured where it is one.
std::unique_ptr<log::Sink> terminal_sink(const Options& options, int terminal);

/// Should events also be shown on the terminal? In the foreground without a system log: otherwise nobody saw
/// them.
bool shows_events(const Options& options);

}  // namespace rouse::daemon
