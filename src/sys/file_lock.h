// A file's lock: who holds it is the only writer among those who ask for it. The lock is the kernel's
// (flock), so it ends with its holder; the file only stands for it. It is its owner's alone: a lock on
// something that others may open would let each of them keep root waiting.
#pragma once

#include <chrono>
#include <string>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// The lock, held until the Fd is closed. The file is made where it is missing, with mode 0600. Waits for
/// another holder, at most `patience`, then ETIMEDOUT. For tools of one thread that have nothing else to do:
/// flock itself waits, and an alarm ends it (SIGALRM is taken meanwhile). A process with a loop must not call
/// this.
Result<Fd> lock_file(const std::string& path, std::chrono::microseconds patience);

}  // namespace rouse::sys
