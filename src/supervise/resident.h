// Resident: one standalone daemon under supervision. It walks through the table of life.h: what happens is
// looked up there, and here it is done.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "config/service_config.h"
#include "log/daemon_log.h"
#include "loop/flag.h"
#include "loop/task.h"
#include "supervise/body.h"
#include "supervise/life.h"
#include "supervise/output.h"
#include "supervise/roster.h"

namespace rouse::supervise {

class Resident final : private Body::Watcher {
 public:
  /// Makes the body of a service.
  using MakeBody = std::function<std::unique_ptr<Body>(config::ServicePtr, const Surroundings&)>;
  struct Means {
    loop::Loop& loop;
    log::DaemonLog& log;
    Roster& roster;
    Vault& vault;
    MakeBody make_body;
    loop::Flag& changed;                          // raised whenever the state of a resident has changed
    std::function<void(int)> critical_has_ended;  // with the status that it leaves
  };

  /// As a steward before has left it, else waiting to be started. `means`, and what it refers to, must
  /// outlive this.
  Resident(const Means& means, config::ServicePtr config);

  /// Goes on as a steward before has left it; instead of the first start().
  void resume();

  // Orders. None of them waits for anything.
  void start();
  void stop() { happen(Event::stop); }
  void restart();
  /// Goes by `config` from its next process on, which comes now unless it was stopped.
  void change(config::ServicePtr config);
  /// Those that it comes after are up, or will not be.
  void clear() { happen(Event::clear); }

  const std::string& id() const { return config_->id; }
  const config::ServicePtr& config() const { return next_ ? next_ : config_; }
  State state() const { return record_.state; }
  WallTime since() const { return record_.since; }
  /// Its process, in the states that have one.
  pid_t pid() const { return body_->pid(); }
  /// How often it was started again because it had ended by itself.
  std::uint64_t respawns() const { return record_.respawns; }
  /// How its last process ended; empty: none has.
  std::string_view last_end() const { return record_.last_end.view(); }
  /// What it last said of itself (sd_notify).
  std::string_view status() const { return record_.status.view(); }
  /// Logs what it has written so far: somebody else reads on.
  void pass_on_output() { output_.finish(); }

 private:
  void ready() override { happen(Event::ready); }
  void says(std::string status) override { record_.status = status; }
  void ended(Body::End end) override;

  void happen(Event event);
  void perform(Action action);
  void spawn();
  void announce();
  void terminate();
  void kill();
  void conclude();
  void come_to_end(const Body::End& end);
  void end_by_itself(const Body::End& end);
  void take_next();
  void resume_body(bool heard);
  ResidentRecord& record_in(Roster& roster);
  void within(Duration time);
  loop::Task keep_time();

  const Means& means_;
  config::ServicePtr config_;
  config::ServicePtr next_;                     // what it is to be when it has no process any more
  std::unique_ptr<ResidentRecord> own_record_;  // if the roster has no room
  ResidentRecord& record_;
  Output output_;
  std::unique_ptr<Body> body_;
  loop::Flag deadline_set_;
  loop::Tasks tasks_;
};

}  // namespace rouse::supervise
