// SystemLog: which of the machine's own logs there is: journald's native socket, else syslog's.
#pragma once

#include <memory>
#include <string>

#include "log/journal_sink.h"
#include "log/sink.h"
#include "log/syslog_sink.h"

namespace rouse::log {

struct SystemLogPaths {
  std::string journal{journal_path};
  std::string syslog{syslog_path};
};

/// Is there a socket at either place?
bool has_system_log(const SystemLogPaths& paths = {});
/// A sink to journald if its socket is there, else to syslog (which may appear later).
std::unique_ptr<Sink> open_system_log(const Identity& identity, const SystemLogPaths& paths = {});

}  // namespace rouse::log
