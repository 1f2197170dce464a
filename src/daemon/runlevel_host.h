// RunlevelHost: the runlevel in the daemon (--runlevel): where its scripts' output goes, what it remembers on
// the machine, and how long its end may take.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/fd.h"
#include "daemon/invocation.h"
#include "listen/ledger.h"
#include "log/daemon_log.h"
#include "loop/co.h"
#include "loop/task.h"
#include "supervise/lines.h"
#include "supervise/runlevel.h"

namespace rouse::daemon {

class RunlevelHost final : public supervise::RunlevelVoice {
 public:
  /// `terminal` (borrowed): where output is shown as it comes; -1: it goes to the log.
  RunlevelHost(loop::Loop& loop, log::DaemonLog& log, const Invocation& invocation, listen::Ledger& ledger,
               int terminal);

  /// Begins to bring the machine into the level of the options, if they name one. `is_init`: nothing of this
  /// machine has run before.
  void begin(bool is_init);
  /// Without --runlevel there is none.
  bool present() const { return runlevel_.has_value(); }
  /// Begins to bring the machine into another level, 1 to 5. Only where one is present.
  void change(int level);
  /// The level that the machine is in, or on its way to. Only where one is present.
  std::optional<int> level() const { return runlevel_->level(); }
  /// "N 3": the previous level and this one; "3 5 (changing: web, db)": with the scripts that run. Only where
  /// one is present.
  std::string text() const;
  /// Stops what was started, in the time that the options give.
  loop::Co<void> leave();

  void say(log::Level level, const std::string& text) override { log_.say(level, text); }
  void show(const std::string& script, const supervise::Kept& output) override;
  void follow(const std::string& script, Fd output) override;
  void remember(const supervise::StartedScripts&) override {}  // as long as the daemon lives, it knows

 private:
  loop::Task read(std::string script, Fd output);
  bool take(const std::string& script, int output, supervise::Lines& lines);
  void log_lines(const std::string& script, const std::vector<std::string>& lines);

  loop::Loop& loop_;
  log::DaemonLog& log_;
  const Options& options_;
  listen::Ledger& ledger_;          // tells the next steward which level it is
  std::uint64_t soft_descriptors_;  // that the daemon was started with
  int terminal_;
  sysv::Tree tree_;
  std::optional<supervise::Runlevel> runlevel_;
  loop::Tasks tasks_;
};

}  // namespace rouse::daemon
