// Departure: what the daemon still does for others before it ends: doors close, rpcbind forgets them, and at
// TERM the servers of RPC services are killed, as xinetd does (reference/xinetd.md 5), and the attendant's
// conversations end with it, and are logged. Other servers go on; at QUIT so do the conversations.
//
// Where the service manager keeps the doors (service_manager.h), callers who are on their way to a server get
// there first, and doors stay open: who calls now waits for the next daemon.
#pragma once

#include "attend/attendant_client.h"
#include "daemon/keeper_line.h"
#include "listen/engine.h"
#include "listen/services.h"
#include "listen/sessions.h"
#include "loop/co.h"

namespace rouse::daemon {

/// Whom it concerns; it refers to all of them.
struct Departure {
  listen::Services& services;
  listen::Sessions& sessions;
  attend::AttendantClient& attendant;
  listen::Engine& engine;
  KeeperLine& keeper;
};

/// For callers who are asked about, or read a banner; longer than that nobody else waits for them.
inline constexpr std::chrono::seconds room_patience{10};

/// Nobody more is let in; done when those who are on their way to a server are there, or at `deadline`.
loop::Co<void> see_off_callers(listen::Engine* engine, Instant deadline);

/// Done when all is done, or when it takes longer than `patience`.
loop::Co<void> depart(Departure from, bool at_term, Duration patience);

}  // namespace rouse::daemon
