// Supervision: the residents of the daemon, put together: their processes are the keeper's children like
// those of callers, their sockets are opened as doors are, and what they need to go on under the next steward
// lies in the custody of the keeper.
#pragma once

#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/invocation.h"
#include "listen/engine.h"
#include "listen/inheritance.h"
#include "listen/services.h"
#include "process/endings.h"
#include "process/make_recipe.h"
#include "process/spawn.h"
#include "supervise/book_processes.h"
#include "supervise/keepsake.h"
#include "supervise/residents.h"
#include "supervise/roster.h"

namespace rouse::daemon {

/// All that it refers to must outlive it.
struct SupervisionMeans {
  loop::Loop& loop;
  log::DaemonLog& log;
  process::Book& book;
  process::Endings& endings;
  process::Spawner& spawner;
  listen::Engine& engine;  // its policy, custody and inheritance
  supervise::Roster& roster;
};

/// Descriptors of residents in the custody of the keeper, and those that a steward before has left there.
class ResidentVault final : public supervise::Vault {
 public:
  /// Takes out of `inheritance` what the records of `roster` name; they name nothing else any more.
  ResidentVault(process::Custody& custody, listen::Inheritance& inheritance, const supervise::Roster& roster);

  process::DepositNumber keep(int fd) override;
  void drop(process::DepositNumber number) override;
  Fd recover(process::DepositNumber number) override;
  /// Numbers and descriptors of all.
  std::vector<std::pair<process::DepositNumber, int>> items() const;

 private:
  process::Custody& custody_;
  std::unordered_map<process::DepositNumber, Fd> left_;  // not recovered yet
  std::unordered_map<process::DepositNumber, int> held_;
};

class Supervision {
 public:
  /// `critical_has_ended` is told the status of a critical resident that will not come back, `last_has_gone`
  /// is called when a reload has left none.
  Supervision(SupervisionMeans means, const Invocation& invocation,
              std::function<void(int)> critical_has_ended, std::function<void()> last_has_gone);
  /// Puts the residents of `configuration` into service, and adds to `change` what it did.
  void apply(const config::Configuration& configuration, listen::Change& change);
  /// What a count of services leaves out: ", 2 residents"; nothing where there are none.
  std::string addition() const;
  /// What the keeper holds for residents: numbers, and descriptors of this process.
  std::vector<std::pair<process::DepositNumber, int>> deposits() const { return vault_.items(); }
  supervise::Residents& residents() { return residents_; }
  const supervise::Residents& residents() const { return residents_; }

 private:
  void remember_strangers();
  std::unique_ptr<supervise::Body> make_body(config::ServicePtr config,
                                             const supervise::Surroundings& around);

  SupervisionMeans means_;
  process::BaseEnvironment environment_;
  process::DaemonLimits limits_;
  ResidentVault vault_;
  supervise::BookProcesses processes_;
  supervise::Residents residents_;
};

}  // namespace rouse::daemon
