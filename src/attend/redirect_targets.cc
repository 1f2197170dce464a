#include "attend/redirect_targets.h"

namespace rouse::attend {

std::shared_ptr<RedirectTargets::Known> RedirectTargets::known(const listen::Service& service) {
  std::shared_ptr<Known>& known = known_[service.attended_as];
  if (known) return known;
  known = std::make_shared<Known>(loop_);
  known->config = service.config;
  return known;
}

loop::Co<RedirectTargets::Plan> RedirectTargets::plan_for(std::shared_ptr<listen::Service> service) {
  std::shared_ptr<Known> targets = known(*service);
  Instant now = loop_.now();
  if (now < targets->fresh_until) co_return targets->plan;
  if (!targets->asked) {
    targets->asked = true;
    Report question;
    question.kind = ReportKind::ask_targets;
    question.number = service->attended_as;
    reporter_.report(question);
  }
  bool answered = co_await targets->answered.raised_until(now + redirect_patience);
  if (!answered) targets->asked = false;  // the next caller asks again
  co_return targets->plan;
}

void RedirectTargets::take(const Order& order) {
  auto found = known_.find(order.number);
  if (found == known_.end() || !found->second->asked) return;  // it has been forgotten since
  std::shared_ptr<Known> targets = found->second;
  targets->asked = false;
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
