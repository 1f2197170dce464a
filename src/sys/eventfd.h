// eventfd: a bell between processes.
#pragma once

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// Non-blocking, CLOEXEC.
Result<Fd> event_fd();
/// Rings: the descriptor becomes readable. Never fails in a way that matters: a bell that rings already is
/// enough.
void ring(int fd);
/// Silences it until the next ring; false when it did not ring.
bool drain(int fd);

}  // namespace rouse::sys
