// ConfigurationReport: what the reader of the configuration said, as lines of the daemon's log, in xinetd's
// form
// (`TEXT [file=PATH] [line=N]`).
#pragma once

#include "config/configuration.h"
#include "log/daemon_log.h"

namespace rouse::daemon {

/// Logs every message; returns how many of them are errors.
std::size_t report_messages(const config::Configuration& configuration, log::DaemonLog& log);

}  // namespace rouse::daemon
