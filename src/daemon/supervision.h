// Supervision: the residents of the daemon, put together: their processes are the keeper's children like
// those of callers, their sockets are opened as doors are.
#pragma once

#include <functional>

#include "daemon/invocation.h"
#include "listen/engine.h"
#include "listen/services.h"
#include "process/endings.h"
#include "process/make_recipe.h"
#include "process/spawn.h"
#include "supervise/book_processes.h"
#include "supervise/residents.h"

namespace rouse::daemon {

/// All that it refers to must outlive it.
struct SupervisionMeans {
  loop::Loop& loop;
  log::DaemonLog& log;
  process::Book& book;
  process::Endings& endings;
  process::Spawner& spawner;
  const listen::Policy& policy;
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
  supervise::Residents& residents() { return residents_; }
  const supervise::Residents& residents() const { return residents_; }

 private:
  std::unique_ptr<supervise::Body> make_body(config::ServicePtr config, supervise::Output& output,
                                             supervise::Body::Watcher& watcher);

  SupervisionMeans means_;
  process::BaseEnvironment environment_;
  process::DaemonLimits limits_;
  supervise::BookProcesses processes_;
  supervise::Residents residents_;
};

}  // namespace rouse::daemon
