#include "builtin/redirect.h"

#include <algorithm>
#include <utility>

#include "builtin/dial.h"

namespace rouse::builtin {

namespace {

bool is_in_reach(const net::Endpoint& target, const RedirectPlan& plan) {
  return !plan.source || target.address.unmapped().kind() == plan.source->kind();
}

}  // namespace

loop::Co<Reached> reach(loop::Loop* loop, std::shared_ptr<const RedirectPlan> plan, Instant until) {
  Reached reached;
  for (std::uint32_t index = 0; index < plan->targets.size(); ++index) {
    if (!is_in_reach(plan->targets[index], *plan)) continue;
    Instant deadline = std::min(loop->now() + plan->connect_timeout, until);
    Result<Fd> fd = co_await dial(loop, plan->targets[index], plan->source, deadline);
    reached.index = index;
    reached.error = fd ? 0 : fd.error().code;
    if (!fd) continue;
    reached.target = std::move(*fd);
    break;
  }
  co_return reached;
}

}  // namespace rouse::builtin
