// A caller who is redirected to a server over loopback; the test speaks for both.
#pragma once

#include <sys/resource.h>

#include <csignal>
#include <memory>
#include <optional>

#include "builtin/redirect.h"
#include "fakes/conversation.h"

namespace rouse::fakes {

class RedirectionTest : public ConversationTest {
 protected:
  static void SetUpTestSuite() { ::signal(SIGPIPE, SIG_IGN); }

  void begin() {
    auto shared = std::make_shared<const builtin::RedirectPlan>(plan);
    builtin::PipePool* pool = without_pipes ? &no_pipes : &pipes;
    Connection connection = tcp_connection();
    caller = std::move(connection.connected);
    tasks.start(keep(builtin::redirect(loop.get(), std::move(connection.accepted), shared, pool), &end));
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
                             .keepalive = false,
                             .until = Instant::max()};
  builtin::Scratch scratch{};
  builtin::PipePool pipes{&scratch};
  builtin::PipePool no_pipes{&scratch, 0};
  bool without_pipes = false;
  Fd caller, target;
  std::optional<builtin::RedirectEnd> end;

 private:
  // Tasks must go before what they use.
  struct Cancel {
    loop::Tasks& tasks;
    ~Cancel() { tasks.cancel_all(); }
  } cancel_{tasks};
};

}  // namespace rouse::fakes
