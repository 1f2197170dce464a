// Watch: word from the kernel that something in a folder changed (inotify).
#pragma once

#include <string>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// A descriptor that becomes readable when a file of `folder` was written, made, moved, removed or opened to
/// others.
/// Non-blocking, CLOEXEC.
Result<Fd> watch_folder(const std::string& folder);
/// Takes what has happened; true if any of it was about a file whose name begins with `prefix`.
bool take_changes(int watch, const std::string& prefix);

}  // namespace rouse::sys
