// StewardNames: what the attendant asks of the steward, who asks the resolver: the names of callers, and what
// hosts.allow and hosts.deny say of them. It asks half of what the steward answers at once (redirects ask,
// too); the rest wait here for their turn.
#pragma once

#include "attend/reporter.h"
#include "listen/names.h"
#include "loop/link.h"
#include "loop/questions.h"

namespace rouse::attend {

class StewardNames final : public listen::Names {
 public:
  StewardNames(loop::Loop& loop, Reporter& reporter)
      : loop_(loop), reporter_(reporter), names_(loop), wraps_(loop) {}

  loop::Co<listen::NameAnswer> name_of(net::Address caller, bool forward_confirm) override;
  loop::Co<listen::WrapAnswer> wrapped(listen::WrapQuestion question) override;
  /// The attendant starts no server and looks up no host: always nothing.
  loop::Co<std::optional<std::vector<gid_t>>> groups_of(std::string user, gid_t primary) override;
  loop::Co<std::vector<net::Address>> addresses_of(std::string host) override;

  /// The steward's answer to a question of ours.
  void take(const Order& order);

 private:
  /// A question, first in the queue, then asked; in the frame that waits for its answer.
  class Turn : public loop::Link {
   public:
    Turn(StewardNames& all, const Report& question);
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

   private:
    friend class StewardNames;
    StewardNames& all_;
    Report question_;
    bool asked_ = false;
  };
  static constexpr std::size_t asked_most = questions_most / 2;

  void ask_next();

  loop::Loop& loop_;
  Reporter& reporter_;
  loop::Questions<listen::NameAnswer> names_;
  loop::Questions<listen::WrapAnswer> wraps_;
  loop::List<Turn> queue_;
  std::size_t asked_ = 0;
};

}  // namespace rouse::attend
