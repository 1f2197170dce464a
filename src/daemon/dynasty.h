// Dynasty: stewards, one after the other, over one estate, until one leaves.
//
//   launch, relaunch, a steward whose keeper is gone --> reign: steward ... steward --> status of the daemon
//
// A steward that died is followed at once, but not without end; one that made room is followed by one of the
// program that lies at the same path now (rebirth.h).
#pragma once

#include <optional>
#include <string>

#include "base/fd.h"
#include "daemon/invocation.h"
#include "daemon/keeper.h"
#include "daemon/testament.h"

namespace rouse::daemon {

/// Where a keeper comes from.
struct Origin {
  bool inherits = false;                // there was another one before
  std::optional<Testament> trial = {};  // of the program that this one has to prove itself to
  Fd last_program = {};                 // that program, as long as it may have to come back
  std::string news = {};
  bool is_trouble = false;
};

/// The life of this process as the keeper of `estate`; the status of the daemon.
int reign(const Invocation& invocation, KeeperParts estate, Fd terminal, Origin origin);

/// Says on `terminal`, the only place left, why there is no daemon; its status.
int fail(const Invocation& invocation, const Fd& terminal, const Error& error);

}  // namespace rouse::daemon
