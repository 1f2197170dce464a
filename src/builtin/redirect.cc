#include "builtin/redirect.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "builtin/dial.h"
#include "builtin/farewell.h"
#include "builtin/relay.h"
#include "sys/socket.h"

namespace rouse::builtin {

namespace {

struct Reached {
  Fd target;
  int error = EDESTADDRREQ;
  std::uint32_t index = 0;
};

loop::Co<Reached> reach(loop::Loop* loop, std::shared_ptr<const RedirectPlan> plan) {
  Reached reached;
  for (std::uint32_t index = 0; index < plan->targets.size(); ++index) {
    Instant deadline = std::min(loop->now() + plan->connect_timeout, plan->until);
    Result<Fd> fd = co_await dial(loop, plan->targets[index], plan->source, deadline);
    reached.index = index;
    reached.error = fd ? 0 : fd.error().code;
    if (!fd) continue;
    reached.target = std::move(*fd);
    break;
  }
  co_return reached;
}

/// What cannot be set (a socket that is not TCP) is not needed.
void prepare(int fd, const RedirectPlan& plan) {
  sys::set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (plan.keepalive) sys::set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}

RedirectReason reason_of(Relay::State state) {
  switch (state) {
    case Relay::State::caller_gone:
      return RedirectReason::caller_gone;
    case Relay::State::target_gone:
      return RedirectReason::target_gone;
    case Relay::State::idle:
      return RedirectReason::idle;
    case Relay::State::overtime:
      return RedirectReason::overtime;
    default:
      return RedirectReason::finished;
  }
}

}  // namespace

loop::Co<RedirectEnd> redirect(loop::Loop* loop, Fd caller, std::shared_ptr<const RedirectPlan> plan,
                               PipePool* pipes) {
  RedirectEnd end;
  Reached reached = co_await reach(loop, plan);
  end.error = reached.error;
  end.target = reached.index;
  end.reason = RedirectReason::unreachable;
  if (!reached.target) {
    caller.reset();  // now, not when the frame goes
    co_return end;
  }
  prepare(caller.raw(), *plan);
  prepare(reached.target.raw(), *plan);
  sys::set_nonblocking(caller.raw(), true);
  Relay relay(loop, std::move(caller), std::move(reached.target), pipes, {plan->idle_timeout, plan->until});
  Relay::State state = relay.move_on();
  while (state == Relay::State::going_on) {
    co_await relay.stirred();
    state = relay.move_on();
  }
  end.traffic = relay.traffic();
  end.reason = reason_of(state);
  if (state == Relay::State::target_gone) {
    co_await farewell(loop, relay.release_caller(), &pipes->scratch());
  }
  co_return end;
}

}  // namespace rouse::builtin
