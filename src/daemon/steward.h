// Steward: the role that serves. Configuration, doors, gate, spawn, logs: all on one loop, in one thread.
#pragma once

#include <optional>
#include <vector>

#include "base/fd.h"
#include "daemon/hand_over.h"
#include "daemon/invocation.h"
#include "daemon/predecessor.h"
#include "listen/ledger.h"
#include "log/ring.h"
#include "process/baton.h"
#include "process/book.h"
#include "process/custody.h"
#include "supervise/roster.h"

namespace rouse::daemon {

/// What the keeper gives its steward.
struct StewardParts {
  process::Book& book;
  listen::Ledger& ledger;
  supervise::Roster& roster;
  log::Ring& ring;  // the last events, of stewards before, too
  Fd orders;        // SOCK_SEQPACKET to the keeper (orders.h)
  Fd terminal;      // the stderr the daemon was started with; none to a later steward of a daemon in the
                    // background
  pid_t keeper = 0;
  std::vector<process::Baton> batons = {};
  std::vector<process::Deposit> doors = {};  // that the keeper holds
  process::DepositNumber last_deposit = 0;
  KeeperLife beget_keeper = {};
  std::optional<Predecessor> predecessor = {};  // nothing: this is the first
};

/// The steward's whole life; returns the exit status of the daemon.
int run_steward(const Invocation& invocation, StewardParts parts);

}  // namespace rouse::daemon
