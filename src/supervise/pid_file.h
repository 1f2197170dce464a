// Pid files of others: whom one names, and whether it can mean that process.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/clock.h"

namespace rouse::supervise {

/// The number in the first line of the file.
std::optional<pid_t> pid_in(const std::string& path);

/// What a pid file says, and who may have written that.
struct PidNote {
  pid_t pid = 0;
  uid_t owner = 0;
  bool anybody = false;  // everybody may write it
  WallTime written = 0;
};

/// Nothing: the file names nobody, or is a symbolic link.
std::optional<PidNote> pid_note(const std::string& path);

/// Why root must not end the process that has this pid now on the word of the file; empty: he may.
///
/// It must mean that process: one that was started at or after `since` (a start that writes the file), or
/// before the file was written; no, if the number was given away later. A second is allowed for clocks that
/// are rounded. And who may write the file must be somebody who may end that process himself: else a server
/// that has given up its rights, or who has taken it over, has everybody else ended by root.
std::string doubt_about(const PidNote& note, WallTime since);

}  // namespace rouse::supervise
