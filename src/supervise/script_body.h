// ScriptBody: the daemon that an init script starts. `SCRIPT start` puts it into the background and ends; the
// pid file then names it, and from there it is watched:
//
//   start --0--> the pid file names a process --> ready: a pidfd tells when that process has ended
//     \--else--> ended                                \-- told to end: `SCRIPT stop`
//
// A pid file outlives its daemon, and its number may be somebody else's by now. It is believed when that
// process was started by this start, or before the file was written: a number that was given away later
// belongs to a later process. And it is believed only of processes that those who may write it could end
// themselves (pid_file.h). Nobody can tell how the daemon of a script ended, so its own end never counts
// as well.
#pragma once

#include <csignal>
#include <functional>

#include "config/service_config.h"
#include "supervise/body.h"
#include "supervise/processes.h"

namespace rouse::supervise {

class ScriptBody final : public Body, public process::Parent {
 public:
  /// Makes the script ready to run with `start` or `stop`, as it lies there now.
  using Ready = std::function<Result<std::shared_ptr<const process::Recipe>>(const std::string& word)>;

  /// All but the values must outlive this.
  ScriptBody(loop::Loop& loop, Processes& processes, config::ServicePtr config, Ready ready,
             std::uint64_t fingerprint, const Surroundings& around);

  Result<void> start() override;
  std::optional<End> resume(bool is_ready) override;
  void terminate() override;
  void kill() override;
  void lie_down() override {}
  std::uint64_t fingerprint() const override { return fingerprint_; }
  pid_t pid() const override { return record_.daemon != 0 ? record_.daemon : script_.pid; }
  std::string missing() const override;

  void ended(const process::Ending& ending) override;

 private:
  using Word = ScriptRecord::Word;

  Result<void> run(Word word);
  void run_stop();
  void take_along();
  void signal_daemon(int signal);
  void started(int wait_status);
  loop::Task find_daemon();
  bool adopt();
  bool resume_daemon();
  loop::Task watch_daemon();
  void settle();

  loop::Loop& loop_;
  Processes& processes_;
  config::ServicePtr config_;
  Ready ready_;
  std::uint64_t fingerprint_;  // of what both are run with
  Output& output_;
  ScriptRecord& record_;
  Watcher& watcher_;
  Process script_;  // while it runs
  std::optional<loop::Channel> daemon_;
  std::string doubt_;  // why the pid file is not believed, and whom it names
  End end_;
  loop::Tasks tasks_;
};

}  // namespace rouse::supervise
