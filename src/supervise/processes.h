// Processes: what residents need of processes. In the steward they are the keeper's children, known by the
// book (book_processes.h); in tests they are whatever the test says.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/fd.h"
#include "process/endings.h"
#include "process/outfit.h"
#include "process/stage.h"

namespace rouse::supervise {

/// A process that was started. Without a pidfd it has ended, and its end is still to be told.
struct Process {
  process::SlotNumber slot = process::no_slot;
  pid_t pid = 0;
  Fd pidfd;
};

class Processes {
 public:
  virtual ~Processes() = default;
  /// Starts one for the resident `id`, whose end `parent` is told.
  virtual Result<Process> start(std::string_view id, std::shared_ptr<const process::Recipe> recipe,
                                const process::Outfit& outfit, process::Parent& parent) = 0;
  /// The one that a steward before has started for the resident `id`, and whose end it has not seen; `parent`
  /// is told of it. Nothing: there is none.
  virtual std::optional<Process> resume(std::string_view id, process::Parent& parent) = 0;
  /// What of its start failed, if anything did; for one that has ended.
  virtual process::StartFailure failure_of(process::SlotNumber slot) = 0;
  /// Sends `signal` to it and to everybody in its process group.
  virtual void signal(const Process& process, int signal) = 0;
  /// It has ended: kills who is left of its process group. False: nobody is.
  virtual bool kill_remains(pid_t pid) = 0;
};

}  // namespace rouse::supervise
