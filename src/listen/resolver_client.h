// ResolverClient: Names by asking the resolver process. Questions are numbered; answers are cached (names 60
// s, "no name" 10 s, at most 4096 callers). More questions than the pair holds wait here, and go out as
// answers come. A resolver that dies is started again by the next question, once a second at most; who waited
// for it gets "nobody answered".
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/fd.h"
#include "listen/names.h"
#include "listen/resolver_wire.h"
#include "log/daemon_log.h"
#include "loop/channel.h"
#include "loop/questions.h"
#include "loop/task.h"

namespace rouse::listen {

class ResolverClient final : public Names {
 public:
  /// Starts a resolver and gives our end of the pair to it.
  using Starter = std::function<Result<Fd>()>;
  ResolverClient(loop::Loop& loop, log::DaemonLog& log, Starter start);

  loop::Co<NameAnswer> name_of(net::Address caller, bool forward_confirm) override;
  loop::Co<std::optional<std::vector<gid_t>>> groups_of(std::string user, gid_t primary) override;
  loop::Co<std::vector<net::Address>> addresses_of(std::string host) override;
  loop::Co<WrapAnswer> wrapped(WrapQuestion question) override;

  /// One question; nothing when nobody answers. The number is put in here.
  loop::Co<std::optional<ResolverAnswer>> ask(ResolverQuestion question);

 private:
  struct Cached {
    NameAnswer answer;
    Instant until{};
  };
  /// Nothing: nobody answers.
  using Questions = loop::Questions<std::optional<ResolverAnswer>>;

  bool ensure_started();
  bool send(const ResolverQuestion& question);
  void send_waiting();
  loop::Task read_answers();
  void gone();
  void remember(const net::Address& caller, const NameAnswer& answer);

  loop::Loop& loop_;
  log::DaemonLog& log_;
  Starter start_;
  std::optional<loop::Channel> channel_;
  Instant next_start_{};
  Questions questions_;
  std::deque<ResolverQuestion> unsent_;
  std::unordered_map<net::Address, Cached, net::AddressHash> cache_;
  loop::Tasks tasks_;
};

}  // namespace rouse::listen
