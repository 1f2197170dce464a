// Keeper: the role that is the daemon. It parses nothing and decides nothing: it reaps every session into the
// book, holds a duplicate of every door (stash.h), hands signals to the steward, and leaves when the steward
// does, with its status. A steward that dies is followed by another, which finds all of that.
//
// As the first process of a container (process 1, with --runlevel) it is everybody's parent in the end: it
// reaps whoever is left to it, understands what container managers send to an init, and ends what still runs
// before it leaves.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <vector>

#include "base/fd.h"
#include "daemon/orphans.h"
#include "daemon/pid_file.h"
#include "daemon/stash.h"
#include "listen/ledger.h"
#include "log/ring.h"
#include "process/baton.h"
#include "process/book.h"
#include "supervise/roster.h"

namespace rouse::daemon {

/// What stays from one steward to the next.
struct KeeperParts {
  process::Book& book;
  listen::Ledger& ledger;
  supervise::Roster& roster;
  log::Ring& events;
  PidFile& pid_file;
  Fd caller = {};  // who waits for the daemon to be up (sys::daemonize); none in the foreground
  bool is_init = false;
  std::vector<process::Baton> batons = {};
  Stash stash = {};
  std::vector<Orphan> orphans = {};
  bool serves = false;  // a steward has said so
  Fd adopted = {};      // the process whose doors these are (adoption.h), until it has ended
};

/// How the time with one steward ended: the daemon leaves with `status`, unless another one follows.
struct StewardEnd {
  int status = 1;
  std::optional<int> died = {};  // its wait status
  bool upgrades = false;
  bool served = false;    // it said so
  bool followed = false;  // by another one
};
/// Whether another steward follows.
using IsFollowed = std::function<bool(const StewardEnd&)>;

/// The keeper's life with the process `steward`, to whom `orders` lead. With a limit to its `trial` it is
/// killed unless it serves within that time. If nobody follows, who is left of the residents is ended.
StewardEnd keep(KeeperParts& parts, pid_t steward, Fd orders, std::optional<Duration> trial,
                const IsFollowed& is_followed);

/// The daemon leaves with `status`: the caller is told, the pid file goes.
void take_leave(KeeperParts& parts, int status);

}  // namespace rouse::daemon
