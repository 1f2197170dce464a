// DoorStore: doors outlive a restart of the daemon, because the service manager keeps a duplicate of each
// (systemd: "File Descriptor Store"; sd_notify(3), sd_listen_fds(3)). Callers wait in their backlogs
// meanwhile; what the next daemon has no service for it closes.
//
//   a steward deposits a door ---- FDSTORE=1 FDNAME=door-17 -----------> manager
//   it takes the deposit back ---- FDSTOREREMOVE=1 FDNAME=door-17 -----> manager
//   the next daemon is started <-- LISTEN_FDS, LISTEN_FDNAMES ---------- manager
//
// The number is that of the deposit (process/custody.h), so that each door has one name as long as it lives.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "daemon/stash.h"

namespace rouse::daemon {

/// A socket that came from the manager.
struct StoredSocket {
  std::string name;
  Fd socket;
};

/// What the manager has started this process with, each once; nothing: it was meant for another process.
std::vector<StoredSocket> take_stored_sockets();

/// The number of the deposit that has this name; nothing: no name of ours.
std::optional<process::DepositNumber> deposit_named(std::string_view name);

/// Doors that an earlier daemon left have the numbers again that they had; others are given to the manager.
void keep_stored(Stash& stash, std::vector<StoredSocket> sockets);

/// Has the manager keep those of `fds` at which callers wait, beside the `held` that it may have already, as
/// far as it has room.
void store_doors(std::size_t held, std::span<const process::DepositNumber> numbers, std::span<const Fd> fds);
void forget_doors(std::span<const process::DepositNumber> numbers);

}  // namespace rouse::daemon
