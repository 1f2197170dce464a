// Reaper: the steward's own processes, resolvers and attendants, are children of which nobody asks how they
// ended: what they were asked for is lost with their end of the pair. Scripts are in groups of their own, and
// left to those who wait for them.
#pragma once

#include <memory>

#include "loop/signals.h"
#include "loop/task.h"

namespace rouse::daemon {

class Reaper {
 public:
  /// Takes SIGCHLD from now on.
  explicit Reaper(loop::Loop& loop);

 private:
  loop::Task reap();

  std::unique_ptr<loop::Signals> signals_;  // none: who has ended stays in the list of processes
  loop::Tasks tasks_;
};

}  // namespace rouse::daemon
