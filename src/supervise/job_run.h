// JobRun: scripts side by side, each as soon as those that it waits for have ended, however they ended: rc
// never asked for a status either (reference/sysv.md 3.1).
//
//   waiting --those before it have ended, and there is room--> running --its end--> done
//      \--------hold(), or the deadline---------> left
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "loop/co.h"
#include "loop/flag.h"
#include "loop/task.h"
#include "supervise/script_run.h"

namespace rouse::supervise {

struct Job {
  std::string name;
  ScriptStart script;
  std::vector<std::size_t> after;  // places of other jobs, each smaller than its own
};

class JobRun {
 public:
  /// Is told of each end when it comes, with the place of the job.
  using Told = std::function<void(std::size_t, Result<ScriptEnd>&)>;
  /// Runs at most `at_once` scripts at the same time. None has more than half of the time that there
  /// is until `deadline` when it begins, so that those behind it come to their turn.
  JobRun(loop::Loop& loop, std::vector<Job> jobs, std::size_t at_once, Told told,
         Instant deadline = loop::never);

  /// All of it; how many jobs were left, and never begun.
  loop::Co<std::size_t> all_ended();
  /// Begins no more jobs: those that run may end.
  void hold();
  /// The names of those that run now.
  std::vector<std::string> running() const;

 private:
  loop::Task attend(std::size_t place);
  void begin_ready();
  void let_go(std::size_t ended);

  loop::Loop& loop_;
  std::vector<Job> jobs_;
  std::size_t at_once_;
  Told told_;
  Instant deadline_;
  std::size_t left_;                                  // not begun
  std::vector<std::size_t> waits_for_;                // how many
  std::vector<std::vector<std::size_t>> waiting_on_;  // who waits for it
  std::vector<std::size_t> ready_;                    // the last one first
  std::vector<bool> runs_;
  std::size_t running_ = 0;
  bool held_ = false;
  loop::Flag changed_;
  loop::Tasks tasks_;
};

}  // namespace rouse::supervise
