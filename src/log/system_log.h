// SystemLog: the machine's own log: journald by its native protocol where its socket is, so that service and
// pid are fields and not text; else syslog. The journal is told SYSLOG_IDENTIFIER, SYSLOG_FACILITY and
// SYSLOG_PID, so that rules written for syslog still match.
#pragma once

#include <memory>
#include <string>

#include "log/sink.h"

namespace rouse::log {

struct SystemLogPaths {
  std::string journal = "/run/systemd/journal/socket";
  std::string syslog = "/dev/log";
};

/// Is there a socket at either place?
bool has_system_log(const SystemLogPaths& paths = {});
/// A sink to journald if its socket is there, else to syslog (whose socket may appear later).
std::unique_ptr<Sink> open_system_log(const Identity& identity, const SystemLogPaths& paths = {});

/// A line as journald takes it: NAME=VALUE lines; a value with a newline in the protocol's binary form.
std::string journal_frame(const Line& line, const Identity& identity);

}  // namespace rouse::log
