// Output: the pipe that takes a resident's standard output and error to the daemon's log. It is there for as
// long as the resident, not for one of its processes: what writes on is heard, and never ended by a closed
// pipe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "log/daemon_log.h"
#include "loop/channel.h"
#include "loop/task.h"
#include "supervise/lines.h"

namespace rouse::supervise {

class Output {
 public:
  /// Its lines are logged as "ID[PID]: LINE".
  Output(loop::Loop& loop, log::DaemonLog& log, std::string id);

  /// The end that a process writes to; opened when it is first asked for.
  Result<int> write_end();
  /// The process that writes from now on.
  void of(pid_t pid) { pid_ = pid; }
  /// Takes what is still in the pipe: its writer has ended.
  void finish();

 private:
  loop::Task read();
  bool take();
  void say(const std::vector<std::string>& lines);

  loop::Loop& loop_;
  log::DaemonLog& log_;
  std::string id_;
  pid_t pid_ = 0;
  Lines lines_;
  Fd write_end_;
  std::optional<loop::Channel> read_end_;
  loop::Tasks tasks_;
};

}  // namespace rouse::supervise
