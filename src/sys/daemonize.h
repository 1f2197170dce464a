// daemonize: into the background, with an exit status for the caller that tells the truth.
#pragma once

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// Goes on in a new process that leads a session of its own. The old process waits for one byte on the
/// returned descriptor and exits with it as its status; closed without a byte (the daemon died): 1.
Result<Fd> daemonize();

}  // namespace rouse::sys
