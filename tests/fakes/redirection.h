// A caller who is redirected to a server over loopback; the test speaks for both.
#pragma once

#include <sys/resource.h>

#include <csignal>
#include <memory>
#include <optional>

#include "builtin/farewell.h"
#include "builtin/redirect.h"
#include "builtin/relay.h"
#include "fakes/conversation.h"

namespace rouse::fakes {

struct RedirectEnd {
  builtin::Relay::State state = builtin::Relay::State::going_on;
  builtin::Traffic traffic;
  int error = 0;
  std::uint32_t target = 0;
};

/// As attend/conversations.cc has it; tells how it ended.
inline loop::Task redirect(loop::Loop* loop, Fd caller, std::shared_ptr<const builtin::RedirectPlan> plan,
                           Instant until, builtin::PipePool* pipes, std::optional<RedirectEnd>* end) {
  builtin::Reached reached = co_await builtin::reach(loop, plan, until);
  if (!reached.target) {
    caller.reset();
    end->emplace(builtin::Relay::State::going_on, builtin::Traffic{}, reached.error, reached.index);
    co_return;
  }
  builtin::Relay relay(loop, std::move(caller), std::move(reached.target), pipes, *plan, until);
  while (relay.move_on()) {
    co_await relay.stirred();
  }
  if (relay.state() == builtin::Relay::State::target_gone) {
    co_await builtin::farewell(loop, relay.release_caller(), &pipes->scratch());
  }
  end->emplace(relay.state(), relay.traffic(), reached.error, reached.index);
}

class RedirectionTest : public ConversationTest {
 protected:
  static void SetUpTestSuite() { ::signal(SIGPIPE, SIG_IGN); }

  void begin() {
    auto shared = std::make_shared<const builtin::RedirectPlan>(plan);
    builtin::PipePool* pool = without_pipes ? &no_pipes : &pipes;
    Connection connection = tcp_connection();
    caller = std::move(connection.connected);
    tasks.start(redirect(loop.get(), std::move(connection.accepted), shared, until, pool, &end));
    settle();
  }
  /// The same, and the server accepts.
  void begin_and_accept() {
    begin();
    target = std::move(sys::accept(door.raw())->fd);
    settle();
  }
  static void reset(Fd& fd) {
    linger abort{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd.raw(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    fd.reset();
  }
  void wait_for_end() {
    while (!end) loop->turn(0);
  }

  Fd door = open_door();
  builtin::RedirectPlan plan{.targets = {*sys::local_of(door.raw())},
                             .source = std::nullopt,
                             .connect_timeout = std::chrono::seconds(10),
                             .idle_timeout = {},
                             .keepalive = false};
  Instant until = loop::never;
  builtin::Scratch scratch{};
  builtin::PipePool pipes{&scratch};
  builtin::PipePool no_pipes{&scratch, 0};
  bool without_pipes = false;
  Fd caller, target;
  std::optional<RedirectEnd> end;

 private:
  // Tasks must go before what they use.
  struct Cancel {
    loop::Tasks& tasks;
    ~Cancel() { tasks.cancel_all(); }
  } cancel_{tasks};
};

}  // namespace rouse::fakes
