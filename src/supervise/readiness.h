// Readiness: when the process of a resident serves. The service says how that shows:
//
//   started   at once                            notify  it says READY=1 (sd_notify)
//   pidfile   the file names a process of it     port    a process of it listens at the port
//
// "Of it" is the process itself or one of its session: a pid file of yesterday, or somebody else at the port,
// says nothing about it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "config/service_config.h"
#include "loop/channel.h"
#include "loop/task.h"
#include "process/recipe.h"
#include "supervise/keepsake.h"

namespace rouse::supervise {

class Readiness {
 public:
  class Hearer {
   public:
    virtual ~Hearer() = default;
    /// It serves. Once for each watch().
    virtual void ready() = 0;
    /// What it says that it does (STATUS=).
    virtual void says(std::string status) = 0;
  };

  /// What it refers to must outlive this; `kept` is the number of its socket in the vault.
  Readiness(loop::Loop& loop, Vault& vault, config::ServicePtr config, process::DepositNumber& kept,
            Hearer& hearer);

  /// What the process needs in its environment to tell.
  Result<process::Strings> variables();
  /// Watches the process that has just been started.
  void watch(pid_t pid);
  /// Watches one that a steward before has started.
  void resume(pid_t pid, bool is_ready);
  /// It has ended.
  void forget();
  /// What is still missing, for the log: "no READY=1 has come".
  std::string missing() const;

 private:
  Result<void> open_socket();
  void take_socket(Fd fd, std::string name);
  loop::Task hear();
  loop::Task glance();
  void take_notice();
  bool shows() const;
  std::optional<pid_t> shown() const;

  loop::Loop& loop_;
  config::ServicePtr config_;
  Hearer& hearer_;
  Keepsake kept_;
  std::optional<loop::Channel> socket_;
  std::string socket_name_;
  pid_t pid_ = 0;
  bool is_ready_ = false;
  loop::Tasks tasks_;
};

}  // namespace rouse::supervise
