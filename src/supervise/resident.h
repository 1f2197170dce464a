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
#include "supervise/respawn.h"

namespace rouse::supervise {

class Resident final : private Body::Watcher {
 public:
  /// Makes the body of a service; it writes to `output` and tells `watcher`.
  using MakeBody =
      std::function<std::unique_ptr<Body>(config::ServicePtr, Output& output, Body::Watcher& watcher)>;
  struct Means {
    loop::Loop& loop;
    log::DaemonLog& log;
    MakeBody make_body;
    loop::Flag& changed;                          // raised whenever the state of a resident has changed
    std::function<void(int)> critical_has_ended;  // with the status that it leaves
  };

  /// Stopped. `means`, and what it refers to, must outlive this.
  Resident(const Means& means, config::ServicePtr config);

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
  State state() const { return state_; }
  WallTime since() const { return since_; }
  /// Its process, in the states that have one.
  pid_t pid() const { return body_->pid(); }
  /// How often it was started again because it had ended by itself.
  std::uint64_t respawns() const { return respawns_; }
  /// How its last process ended; empty: none has.
  const std::string& last_end() const { return last_end_; }
  /// What it last said of itself (sd_notify).
  const std::string& status() const { return status_; }

 private:
  void ready() override { happen(Event::ready); }
  void says(std::string status) override { status_ = std::move(status); }
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
  void within(Duration time);
  loop::Task keep_time();

  const Means& means_;
  config::ServicePtr config_;
  config::ServicePtr next_;  // what it is to be when it has no process any more
  Output output_;
  std::unique_ptr<Body> body_;
  State state_ = State::stopped;
  WallTime since_;
  Instant entered_;
  Instant deadline_;
  loop::Flag deadline_set_;
  Respawn respawn_;
  Duration delay_{};  // until the next start
  std::uint64_t respawns_ = 0;
  std::string last_end_;
  int last_status_ = 0;
  std::string status_;
  loop::Tasks tasks_;
};

}  // namespace rouse::supervise
