// PidFile: as xinetd writes it (reference/xinetd.md section 1: unlink, then O_EXCL create, 0644, "PID\n"). It
// goes away with the first sign of leaving, not with the last: whoever restarts the daemon finds no live pid
// in it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/error.h"

namespace rouse::daemon {

class PidFile {
 public:
  /// No file: nothing is written.
  explicit PidFile(std::optional<std::string> path) : path_(std::move(path)) {}
  Result<void> write(pid_t pid);
  /// It has been written by the program that this process was before.
  void adopt(pid_t pid) { content_ = content_of(pid); }
  /// Removes it, if it still holds the pid that write() put there.
  void remove();
  /// The daemon did not come to serve: removes it, or puts back what it said of a daemon that still runs.
  void give_up();

 private:
  static std::string content_of(pid_t pid) { return std::to_string(pid) + "\n"; }

  std::optional<std::string> path_;
  std::string content_;
  std::string before_;  // what stood there when write() came
};

}  // namespace rouse::daemon
