// Resolver: the role that asks DNS and NSS, so that the steward never waits for them. It runs as an account
// of its own (rouse-resolver where that exists, else nobody; without root under the daemon's own), holds no
// descriptor but its end of the pair, and answers with a few threads, so that one slow name server delays
// only its own questions.
#pragma once

#include "base/error.h"
#include "base/fd.h"

namespace rouse::daemon {

/// Starts a resolver process; our end of the pair. It ends when that is closed.
Result<Fd> start_resolver();

}  // namespace rouse::daemon
