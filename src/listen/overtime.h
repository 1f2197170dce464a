// Overtime: the end of a server that has run for as long as its service's `timeout` allows.
//
//   time is up -> SIGTERM to its process group -> overtime_grace -> SIGKILL to who is left of the group
//
// A server leads a session and a group of its own (setsid), so what it has started ends with it, also when it
// is gone before: `sh -c "git ..."` leaves no git behind. Who has left the group, a daemon, is not reached. A
// pidfd keeps the group known although the keeper reaps the server meanwhile: no number is used twice.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "base/fd.h"
#include "log/daemon_log.h"
#include "loop/descriptors.h"
#include "loop/loop.h"
#include "loop/task.h"

namespace rouse::listen {

/// How long a server may take to end after SIGTERM.
inline constexpr std::chrono::seconds overtime_grace{5};

/// A server whose time is up.
struct Overdue {
  std::string service;  // its id
  std::uint64_t timeout_s = 0;
  pid_t pid = 0;
  Fd pidfd;
};

/// What its end needs, all of which must outlive it.
struct OvertimeMeans {
  loop::Loop& loop;
  log::DaemonLog& log;
  loop::Descriptors& descriptors;
};

/// Ends `server` and tells the log. That it has ended comes from the book, as always.
loop::Task end_overdue(OvertimeMeans means, Overdue server);

}  // namespace rouse::listen
