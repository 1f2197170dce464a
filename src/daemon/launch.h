// Launch: from a command line to keeper and steward.
//
//   caller ──fork──> keeper (pid file, book, signals) ──fork──> steward (everything else)
//      waits for the keeper's word: the exit status tells whether the daemon serves
//
// A steward that dies is followed by another; the fifth that dies within a minute is the last.
#pragma once

#include "daemon/invocation.h"
#include "daemon/testament.h"

namespace rouse::daemon {

/// Runs the daemon; returns the exit status of this process.
int launch(const Invocation& invocation);
/// Goes on as the daemon that this process was as another program (rebirth.h).
int relaunch(const Invocation& invocation, Testament testament);

}  // namespace rouse::daemon
