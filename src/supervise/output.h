// Output: the pipe that takes a resident's standard output and error to the daemon's log. It is there for as
// long as the resident, not for one of its processes, and outlives the steward: what writes on is heard, and
// never ended by a closed pipe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "log/daemon_log.h"
#include "loop/channel.h"
#include "loop/task.h"
#include "supervise/keepsake.h"
#include "supervise/lines.h"
#include "supervise/resident_record.h"

namespace rouse::supervise {

class Output {
 public:
  /// Its lines are logged as "ID[PID]: LINE". What it refers to must outlive this.
  Output(loop::Loop& loop, log::DaemonLog& log, Vault& vault, ResidentRecord& record);

  /// The end that a process writes to; opened when it is first asked for.
  Result<int> write_end();
  /// The pipe is the one that a steward before has opened; false: that is lost.
  bool resume();
  /// The process that writes from now on.
  void of(pid_t pid) { pid_ = pid; }
  /// Takes what is still in the pipe: its writer has ended, or somebody else reads on.
  void finish();

 private:
  void open(Fd read_end, Fd write_end);
  loop::Task read();
  bool take();
  void say(const std::vector<std::string>& lines);

  loop::Loop& loop_;
  log::DaemonLog& log_;
  std::string id_;
  pid_t pid_ = 0;
  Lines lines_;
  Keepsake kept_to_read_, kept_to_write_;
  Fd write_end_;
  std::optional<loop::Channel> read_end_;
  loop::Tasks tasks_;
};

}  // namespace rouse::supervise
