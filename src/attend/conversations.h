// Conversations: callers of attended stream services who were let in, each with the built-in that answers it,
// or with the server elsewhere that they are passed on to. Thousands may be idle, so what one holds counts.
#pragma once

#include "attend/redirect_targets.h"
#include "attend/switchboard.h"
#include "builtin/pipe_pool.h"
#include "builtin/scratch.h"
#include "listen/events.h"
#include "listen/starter.h"
#include "loop/descriptors.h"
#include "loop/task.h"

namespace rouse::attend {

class Conversations final : public listen::Starter {
 public:
  /// What conversations share; all of it must outlive them.
  struct Means {
    loop::Loop& loop;
    Reporter& events;
    log::DaemonLog& log;
    loop::Descriptors& descriptors;
    builtin::Scratch& scratch;
    RedirectTargets& targets;
    Switchboard& switchboard;
  };
  explicit Conversations(Means means) : means_(means), pipes_(&means.scratch) {}

  Result<void> answer(listen::Place place, Fd& caller, const net::Endpoint& peer,
                      const std::optional<std::string>& user) override;

 private:
  Means means_;
  builtin::PipePool pipes_;
};

}  // namespace rouse::attend
