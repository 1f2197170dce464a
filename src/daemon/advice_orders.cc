#include "daemon/advice_orders.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "config/forkable.h"
#include "config/keywords.h"
#include "listen/warm_starter.h"
#include "warm/suitability.h"

namespace rouse::daemon {

namespace {

static_assert(warm::trial_time_most < control::order_patience);

std::string point_of(config::ParkPoint point) {
  return std::string(config::name_of(config::park_point_keywords, point));
}

control::TrialStatus trial_of(const warm::TrialResult& result, config::ParkPoint point) {
  return {.point = point_of(point),
          .parkings = {result.parkings.times, result.parkings.sum_us, result.parkings.least_us},
          .memory_bytes = result.memory_bytes,
          .obstacle = result.obstacle};
}

}  // namespace

control::AdviceFacts advice_facts(const listen::Service& service) {
  const config::ServiceConfig& config = *service.config;
  control::AdviceFacts out;
  if (config.is_warm()) out.point = point_of(config.parking.point);
  if (const config::Unforkable* found = config::unforkable(config)) {
    out.obstacle = found->what;
    return out;
  }
  out.server = config.server;
  warm::Suitability server = warm::look_at_server(config.server);
  out.obstacle = std::move(server.obstacle);
  out.caveat = std::move(server.caveat);
  return out;
}

loop::Co<control::Reply> try_service(warm::TrialMeans means, std::shared_ptr<listen::Service> service,
                                     control::Order order, control::Reply reply) {
  warm::Habits habits = listen::habits_of(*service->config);
  config::ParkPoint point = service->config->parking.point;
  if (!order.arguments.empty()) {
    auto named = config::value_of(config::park_point_keywords, order.arguments.front());
    if (!named)
      co_return refusal(control::Outcome::failed,
                        fmt::format("{} is no park point: main or io", escaped(order.arguments.front(), 60)));
    point = *named;
  }
  control::AdviceFacts facts = advice_facts(*service);
  if (facts.obstacle.empty()) {
    habits.at_io = point == config::ParkPoint::io;
    warm::TrialResult result = co_await warm::try_parking(means, service->id(), service->recipe, habits);
    facts.trial = trial_of(result, point);
  }
  if (!reply.services.empty()) reply.services.front().advice = std::move(facts);
  co_return reply;
}

}  // namespace rouse::daemon
