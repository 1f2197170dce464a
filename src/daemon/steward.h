// Steward: the role that serves. Configuration, doors, gate, spawn, logs: all on one loop, in one thread.
#pragma once

#include "base/fd.h"
#include "daemon/invocation.h"
#include "process/book.h"

namespace rouse::daemon {

/// What the keeper gives its steward.
struct StewardParts {
  process::Book& book;
  Fd orders;    // SOCK_SEQPACKET to the keeper (orders.h)
  Fd terminal;  // the stderr the daemon was started with
  pid_t keeper = 0;
};

/// The steward's whole life; returns the exit status of the daemon.
int run_steward(const Invocation& invocation, StewardParts parts);

}  // namespace rouse::daemon
