// Runlevel: brings the machine from one level to another by its init scripts (sysv/rc_plan.h), and stops at
// the end what it has started.
//
//   no level --change(3)--> changing --all have ended--> 3 --change(5)--> changing --> 5
//                              | change(M): what runs may end, nothing more begins; then M
//                              v
//      stop_all(deadline): what runs may end, for half of the time that there is. Then what was started from
//                          here stops, in the reverse order
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "log/sink.h"
#include "loop/co.h"
#include "loop/flag.h"
#include "loop/task.h"
#include "supervise/job_run.h"
#include "sysv/rc_level.h"
#include "sysv/rc_plan.h"
#include "sysv/tree.h"

namespace rouse::supervise {

/// A script that was started from here.
struct StartedScript {
  sysv::RcEntry entry;
  bool locked = false;  // it kept a lock once it had started
};
using StartedScripts = std::map<std::string, StartedScript, std::less<>>;

/// Those to whom a runlevel tells what happens.
class RunlevelVoice {
 public:
  virtual ~RunlevelVoice() = default;
  virtual void say(log::Level level, const std::string& text) = 0;
  /// All that a script has written.
  virtual void show(const std::string& script, const Kept& output) = 0;
  /// What a script's daemons may write from now on.
  virtual void follow(const std::string& script, Fd output) = 0;
  /// What is started from here is something else than before.
  virtual void remember(const StartedScripts& started) = 0;
};

struct RunlevelSettings {
  sysv::Tree tree;
  std::string terminal = "dumb";  // TERM of the scripts
  std::size_t at_once = 64;       // scripts that run at the same time: most of them wait for something
  Duration time_limit = std::chrono::minutes(5);  // of one script
  ScriptOutput output = ScriptOutput::together;
  std::optional<std::uint64_t> soft_descriptors = {};  // of scripts, where it is not this process's own
  /// The links of a level.
  std::function<Result<std::vector<sysv::RcEntry>>(const sysv::Tree&, int level)> read = sysv::read_level;
  /// The words of a command that runs the one behind it: what every script is started through.
  std::function<std::vector<std::string>(const std::string& script)> wrap;
};

class Runlevel {
 public:
  Runlevel(loop::Loop& loop, RunlevelVoice& voice, RunlevelSettings settings);

  /// Begins to bring the machine into `level`: K links, then S links.
  void change(int level);
  /// The machine is in `level`, where somebody has brought it who has ended since: every script that starts
  /// there is taken for started from here.
  void resume(int level);
  /// Takes these for started from here: by somebody who has ended since.
  void adopt(StartedScripts started) { started_ = std::move(started); }
  /// Stops everything that was started from here; there are no changes any more. Done when that is done, or
  /// at `deadline`.
  loop::Co<void> stop_all(Instant deadline);

  /// Where it is, or on its way to; nothing: nowhere yet.
  std::optional<int> level() const { return level_; }
  std::optional<int> previous() const { return previous_; }
  bool changing() const { return changing_; }
  /// The scripts that run now.
  std::vector<std::string> running() const;

 private:
  /// What happened to the scripts of one direction.
  struct Tally {
    std::size_t done = 0, left = 0;
    std::vector<std::string> failed, overdue;
  };

  loop::Task follow_changes();
  loop::Co<void> bring_up(int level);
  loop::Co<Tally> run(std::vector<sysv::RcEntry> entries, sysv::RcOrder order, sysv::LinkKind kind,
                      Instant deadline);
  Job job(const sysv::RcEntry& entry, sysv::LinkKind kind) const;
  void ended(const sysv::RcEntry& entry, sysv::LinkKind kind, Result<ScriptEnd>& end, Tally& tally);
  void mark(const sysv::RcEntry& entry, sysv::LinkKind kind, bool succeeded);
  sysv::RcMarks marks() const;
  void tell_doubts(const sysv::RcOrder& order) const;
  void tell_left_out(const std::vector<sysv::RcEntry>& entries, const sysv::RcPlan& plan) const;
  void tell_sum(const std::string& of_what, const Tally& stops, const Tally& starts) const;
  loop::Co<void> come_to_rest(Instant deadline);
  void kill_running();

  loop::Loop& loop_;
  RunlevelVoice& voice_;
  RunlevelSettings settings_;
  sysv::Facilities facilities_;
  StartedScripts started_;
  std::optional<int> level_, previous_, next_;
  bool changing_ = false, leaving_ = false;
  loop::Flag rests_;
  std::optional<JobRun> run_;
  loop::Tasks tasks_;
};

}  // namespace rouse::supervise
