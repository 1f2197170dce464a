// Conversations: callers of attended stream services who were let in, each with the built-in that answers it,
// or with the server elsewhere that they are passed on to.
#pragma once

#include <unistd.h>

#include <memory>

#include "attend/redirect_targets.h"
#include "attend/switchboard.h"
#include "builtin/kind.h"
#include "builtin/redirect.h"
#include "builtin/scratch.h"
#include "listen/events.h"
#include "listen/starter.h"
#include "loop/descriptors.h"
#include "loop/task.h"

namespace rouse::attend {

/// Does a conversation of this kind count and end like a server? The others answer at once, as in xinetd:
/// START with pid 0 and no EXIT (reference/xinetd.md 4.2).
constexpr bool lasts(builtin::Kind kind) {
  return kind != builtin::Kind::daytime && kind != builtin::Kind::time;
}

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
  loop::Task converse(listen::Place place, builtin::Kind kind, Fd caller, net::Endpoint peer);
  /// The same, with an end at the service's timeout.
  loop::Task converse_at_most(std::uint64_t timeout_s, listen::Place place, builtin::Kind kind, Fd caller,
                              net::Endpoint peer);
  loop::Task tell(listen::Place place, builtin::Kind kind, Fd caller);
  loop::Task connect(listen::Place place, Fd caller, net::Endpoint peer);
  loop::Task forward(listen::Place place, Fd caller, net::Endpoint peer);
  void note_start(const listen::Service& service, const log::Started& started,
                  const std::optional<std::string>& user);
  void note_overtime(const listen::Service& service, const net::Endpoint& peer, std::uint64_t timeout_s);
  void note_silence(const listen::Service& service, const net::Endpoint& peer, Duration lasted);

  Means means_;
  builtin::PipePool pipes_;
};

}  // namespace rouse::attend
