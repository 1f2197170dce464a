// Keeper: the role that is the daemon. It parses nothing and decides nothing: it reaps every session into the
// book, hands signals to the steward, and leaves when the steward does, with its status.
//
// As the first process of a container (process 1, with --runlevel) it is everybody's parent in the end: it
// reaps whoever is left to it, understands what container managers send to an init, and ends what still runs
// before it leaves.
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
  bool is_init = false;
};

/// The keeper's whole life; returns the exit status of the daemon.
int run_keeper(KeeperParts parts);

}  // namespace rouse::daemon
