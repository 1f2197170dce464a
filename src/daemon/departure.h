// Departure: what the daemon still does for others before it ends: doors close, rpcbind forgets them, and at
// TERM the servers of RPC services are killed, as xinetd does (reference/xinetd.md 5), and the attendant's
// conversations end with it. Other servers go on.
#pragma once

#include "listen/services.h"
#include "listen/sessions.h"
#include "loop/co.h"
#include "rpc/registrar.h"

namespace rouse::daemon {

/// Whom it concerns; it refers to all of them.
struct Departure {
  listen::Services& services;
  listen::Sessions& sessions;
  rpc::Registrar& registrar;
};

/// Done when all is done, or at `deadline`.
loop::Co<void> depart(Departure from, bool at_term, Instant deadline);

}  // namespace rouse::daemon
