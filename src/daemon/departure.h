// Departure: what the daemon still does for others before it ends: doors close, rpcbind forgets them, the
// attendant's conversations end with it, and are logged, and at TERM the servers of RPC services are killed,
// as xinetd does (reference/xinetd.md 5). Other servers go on.
#pragma once

#include "attend/attendant_client.h"
#include "listen/services.h"
#include "listen/sessions.h"
#include "loop/co.h"
#include "rpc/registrar.h"

namespace rouse::daemon {

/// Whom it concerns; it refers to all of them.
struct Departure {
  listen::Services& services;
  listen::Sessions& sessions;
  attend::AttendantClient& attendant;
  rpc::Registrar& registrar;
};

/// Done when all is done, or at `deadline`.
loop::Co<void> depart(Departure from, bool at_term, Instant deadline);

}  // namespace rouse::daemon
