// Crash: how a server ends that was led into a mistake. Who tries again at the same addresses, and at the
// same value of the stack protector, learns a little each time; so a parked process whose child crashes waits
// for nobody any more (warm/park.h).
#pragma once

#include <optional>

namespace rouse::warm {

/// The signal of the kernel's or of libc's that ended it, because it did what no program means to do;
/// nothing: it ended otherwise, also by a signal that somebody sends to end it.
std::optional<int> crash_in(int wait_status);

}  // namespace rouse::warm
