// AccessWatch: what the steward knows of hosts.allow and hosts.deny, and word of their changes.
#pragma once

#include <optional>

#include "access/access_files.h"
#include "log/daemon_log.h"
#include "loop/channel.h"
#include "loop/co.h"

namespace rouse::daemon {

class AccessWatch {
 public:
  AccessWatch(loop::Loop& loop, log::DaemonLog& log) : loop_(loop), log_(log) {}

  /// Where the kernel does not tell of changes, the log says what that means.
  void start();
  bool started() const { return watch_.has_value(); }
  /// What both say now.
  access::AccessFiles files() const;
  /// Until one of them may have changed. Only once started.
  loop::Co<void> changed();

 private:
  loop::Loop& loop_;
  log::DaemonLog& log_;
  std::optional<loop::Channel> watch_;
};

}  // namespace rouse::daemon
