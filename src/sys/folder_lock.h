// A folder's lock: who holds it is the only writer among those who ask for it. It is the kernel's (flock on
// the folder), so it ends with its holder, and leaves no file behind.
#pragma once

#include <chrono>
#include <string>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// The lock, held until the Fd is closed. Waits for another holder, at most `patience`, then ETIMEDOUT. For
/// tools of one thread that have nothing else to do: flock itself waits, and an alarm ends it (SIGALRM is
/// taken meanwhile). A process with a loop must not call this.
Result<Fd> lock_folder(const std::string& path, std::chrono::microseconds patience);

}  // namespace rouse::sys
