#include "warm/trial.h"

#include <algorithm>
#include <utility>

#include "warm/park.h"

namespace rouse::warm {

namespace {

/// One that does not leave by itself is killed, and waited for no longer (park.cc).
constexpr std::chrono::seconds leave_time_most{10};

class Nobody final : public Givers {
 public:
  void is_served(Tag, pid_t) override {}
  void is_left(Tag) override {}
};

class Silence final : public log::Sink {
 public:
  void write(const log::Line&) override {}
};

loop::Co<TrialResult> park_once(TrialMeans means, std::string id,
                                std::shared_ptr<const process::Recipe> recipe, Habits habits) {
  log::DaemonLog silence(means.loop->clock(), {}, std::make_unique<Silence>());
  Nobody nobody;
  ParkCounts counts;
  loop::Flag changed(*means.loop);
  Park park({*means.loop, silence, *means.births, nobody, changed}, std::move(id));
  park.apply(std::move(recipe), habits);
  park.count_in(counts);
  (void)park.waiting();
  while (park.report().state == ParkState::coming) {
    Instant next = park.review();
    bool earlier = co_await changed.raised_until(next);
    (void)earlier;
  }
  ParkReport report = park.report();
  TrialResult out{.parkings = counts.parkings};
  if (report.state == ParkState::open)
    out.memory_bytes = means.memory_of(report.pid);
  else
    out.obstacle = report.obstacle.empty() ? report.trouble : report.obstacle;
  park.close();
  for (;;) {
    Instant next = park.review();
    if (park.is_empty()) co_return out;
    bool earlier = co_await changed.raised_until(next);
    (void)earlier;
  }
}

}  // namespace

loop::Co<TrialResult> try_parking(TrialMeans means, std::string id,
                                  std::shared_ptr<const process::Recipe> recipe, Habits habits) {
  habits.prestart = false;
  Instant end = means.loop->now() + trial_time_most - leave_time_most;
  TrialResult out;
  for (int i = 0; i < trial_starts && out.obstacle.empty(); ++i) {
    Duration left = end - means.loop->now();
    if (i > 0 && left < std::chrono::microseconds(2 * out.parkings.least_us)) break;
    habits.start_timeout = std::min(habits.start_timeout, left);
    TrialResult one = co_await park_once(means, id, recipe, habits);
    if (one.parkings.times > 0) out.parkings.add(std::chrono::microseconds(one.parkings.sum_us));
    out.memory_bytes = one.memory_bytes;
    out.obstacle = std::move(one.obstacle);
  }
  co_return out;
}

}  // namespace rouse::warm
