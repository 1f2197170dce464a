// Pid files of others: whom one names, and whether it can mean that process.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/clock.h"

namespace rouse::supervise {

/// The number in the first line of the file.
std::optional<pid_t> pid_in(const std::string& path);

/// Does the file mean the process that has this pid now? Yes if that was started at or after `since` (a start
/// that writes the file), or before the file was written; no, if the number was given away later. A second is
/// allowed for clocks that are rounded.
bool means_process(const std::string& path, pid_t pid, WallTime since);

}  // namespace rouse::supervise
