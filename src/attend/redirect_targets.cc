#include "attend/redirect_targets.h"

#include <algorithm>

namespace rouse::attend {

std::shared_ptr<RedirectTargets::Known> RedirectTargets::known(const listen::Service& service) {
  std::shared_ptr<Known>& known = known_[service.attended_as];
  if (known) return known;
  known = std::make_shared<Known>(loop_);
  known->config = service.config;
  return known;
}

void RedirectTargets::forget(std::uint32_t number) {
  auto found = known_.find(number);
  if (found == known_.end()) return;
  found->second->forgotten = true;
  found->second->answered.raise();
  known_.erase(found);
}

loop::Co<RedirectTargets::Plan> RedirectTargets::plan_for(std::shared_ptr<listen::Service> service,
                                                          Instant until) {
  Instant deadline = std::min(loop_.now() + redirect_patience, until);
  for (;;) {
    std::shared_ptr<Known> targets = known(*service);
    if (loop_.now() < targets->fresh_until) co_return targets->plan;
    if (targets->question == 0) {
      targets->question = ++last_question_;
      Report question;
      question.kind = ReportKind::ask_targets;
      question.number = service->attended_as;
      question.question = targets->question;
      reporter_.report(question);
    }
    bool answered = co_await targets->answered.raised_until(deadline);
    if (answered && targets->forgotten) continue;
    if (!answered) targets->question = 0;  // the next caller asks again
    co_return targets->plan;
  }
}

void RedirectTargets::take(const Order& order) {
  auto found = known_.find(order.number);
  bool expected = found != known_.end() && order.question != 0 && found->second->question == order.question;
  if (!expected) return;  // it has been forgotten since
  std::shared_ptr<Known> targets = found->second;
  targets->question = 0;
  targets->answered.raise();
  if (order.target_count == 0) return;
  auto plan = std::make_shared<builtin::RedirectPlan>();
  for (std::size_t i = 0; i < order.target_count; ++i) plan->targets.push_back(peer_of(order.targets[i]));
  plan->connect_timeout = redirect_patience;
  plan->source = targets->config->redirect_source;
  plan->idle_timeout = std::chrono::seconds(targets->config->idle_timeout_s.value_or(0));
  plan->keepalive = targets->config->has(config::Flag::keepalive);
  targets->plan = std::move(plan);
  targets->fresh_until = loop_.now() + targets_fresh_for;
}

}  // namespace rouse::attend
