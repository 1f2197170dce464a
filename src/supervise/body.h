// Body: what a resident has while it is alive: the process of its server (server_body.h), or the daemon
// that an init script started (script_body.h).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "supervise/output.h"
#include "supervise/readiness.h"
#include "supervise/resident_record.h"

namespace rouse::supervise {

class Body {
 public:
  struct End {
    std::string how;             // "server 123 exited with status 1"
    int status = 0;              // as a shell has it in $?
    bool well = true;            // nothing was wrong with it
    bool left_somebody = false;  // processes that it had started, and that were killed
    bool had_begun = true;
  };
  class Watcher : public Readiness::Hearer {
   public:
    /// It is dead, and may be started again.
    virtual void ended(End end) = 0;
  };

  /// Of one of which nothing is there, and no end was seen.
  static End never_begun() {
    return {.how = "had no process when its steward died", .status = 1, .well = false, .had_begun = false};
  }

  virtual ~Body() = default;
  /// From now on it is alive, and its watcher will be told of its end, once; an error: it is not.
  virtual Result<void> start() = 0;
  /// Goes on with what a steward before has started, and which was ready or not: it is alive, as after
  /// start(). Else how it ended, and its watcher is told nothing.
  virtual std::optional<End> resume(bool is_ready) = 0;
  /// Asks it to end.
  virtual void terminate() = 0;
  /// Ends it.
  virtual void kill() = 0;
  /// It is dead and nobody will start it soon: gives up what it kept for the next start.
  virtual void lie_down() = 0;
  /// What its process is started with: another one whenever that changes.
  virtual std::uint64_t fingerprint() const = 0;
  /// Its main process; 0: none.
  virtual pid_t pid() const = 0;
  /// What is missing for it to be ready.
  virtual std::string missing() const = 0;
};

/// What a resident lends its body.
struct Surroundings {
  Output& output;
  ResidentRecord& record;
  Body::Watcher& watcher;
};

}  // namespace rouse::supervise
