#include "daemon/resident_orders.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "daemon/service_status.h"
#include "loop/sleep.h"
#include "supervise/life.h"

namespace rouse::daemon {

namespace {

using control::OrderKind;
using control::Reply;
using supervise::ResidentReport;
using supervise::State;
using Reports = std::vector<std::optional<ResidentReport>>;

constexpr std::chrono::milliseconds glance{20};

bool is_in(const ResidentReport& resident, State state) { return resident.state == word_of(state); }

Reports reports_of(const supervise::Residents& residents, const std::vector<std::string>& ids) {
  Reports out;
  for (const std::string& id : ids) out.push_back(residents.report(id));
  return out;
}

void give(supervise::Residents& residents, OrderKind kind, const std::string& id) {
  if (kind == OrderKind::start) residents.start(id);
  if (kind == OrderKind::stop) residents.stop(id);
  if (kind == OrderKind::restart) residents.restart(id);
}

/// Nothing more is to be expected of it soon. One that rests has ended by itself: the order has failed.
bool has_settled(const std::optional<ResidentReport>& resident) {
  constexpr std::array settled = {State::running, State::stopped, State::resting, State::given_up};
  return !resident || std::ranges::any_of(settled, [&](State state) { return is_in(*resident, state); });
}

/// Also a start whose server has done its work and is gone, as its entry says it may.
bool is_obeyed(OrderKind kind, const ResidentReport& resident) {
  return is_in(resident, State::stopped) || (kind != OrderKind::stop && is_in(resident, State::running));
}

bool is_other(const ResidentReport& one, const ResidentReport& other) {
  return one.state != other.state || one.pid != other.pid || one.since != other.since;
}

Reply reply_about(OrderKind kind, const Reports& before, const Reports& now) {
  Reply reply;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (!now[i] || !before[i]) {
      reply.outcome = control::Outcome::failed;
      reply.text = translatable("a reload has just removed it");
      continue;
    }
    reply.changed |= is_other(*before[i], *now[i]);
    const control::ServiceStatus& status = reply.services.emplace_back(status_of(*now[i]));
    if (is_obeyed(kind, *now[i])) continue;
    reply.outcome = control::Outcome::failed;
    reply.text = state_sentence(status).in_english();
  }
  return reply;
}

}  // namespace

loop::Co<Reply> direct_residents(loop::Loop* loop, supervise::Residents* residents, OrderKind kind,
                                 std::vector<std::string> ids) {
  Reports before = reports_of(*residents, ids);
  for (const std::string& id : ids) give(*residents, kind, id);
  Instant deadline = loop->now() + control::order_patience;
  Reports now = reports_of(*residents, ids);
  while (!std::ranges::all_of(now, has_settled) && loop->now() < deadline) {
    co_await loop::sleep_for(*loop, glance);
    now = reports_of(*residents, ids);
  }
  co_return reply_about(kind, before, now);
}

}  // namespace rouse::daemon
