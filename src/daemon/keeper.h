// Keeper: the role that is the daemon. It parses nothing and decides nothing: it reaps every session into the
// book, hands signals to the steward, and leaves when the steward does, with its status.
#pragma once

#include <sys/types.h>

#include "base/fd.h"
#include "daemon/pid_file.h"
#include "process/book.h"

namespace rouse::daemon {

struct KeeperParts {
  process::Book& book;
  pid_t steward = 0;
  Fd orders;  // SOCK_SEQPACKET to the steward (orders.h)
  Fd caller;  // who waits for the daemon to be up (sys::daemonize); none in the foreground
  PidFile& pid_file;
};

/// The keeper's whole life; returns the exit status of the daemon.
int run_keeper(KeeperParts parts);

}  // namespace rouse::daemon
