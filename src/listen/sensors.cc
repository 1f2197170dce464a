#include "listen/sensors.h"

#include <fmt/format.h>

#include "loop/sleep.h"

namespace rouse::listen {

namespace {

constexpr std::chrono::seconds sweep_every{60};

}  // namespace

void Sensors::note_caller(const config::ServiceConfig& sensor, const net::Address& caller) {
  using access::SensorList;
  std::int64_t minutes = sensor.deny_time_min.value_or(0);
  if (minutes == 0) return;
  Instant now = loop_.now();
  Instant end = access::end_of_denial(minutes, now);
  SensorList::Outcome outcome = list_.shut_out(caller, end, now);
  if (outcome == SensorList::Outcome::unchanged) return;
  if (outcome == SensorList::Outcome::full) return tell_full(caller);
  if (outcome == SensorList::Outcome::added) {
    log_.critical("process_sensor", fmt::format("Adding {} to the global_no_access list for {} minutes",
                                                caller.text(), minutes));
  }
  if (ledger_ != nullptr) ledger_->deny(caller, end, now);
  attendant_.shut_out(caller, end);
  keep_sweeping();
}

void Sensors::inherit() {
  if (ledger_ == nullptr) return;
  for (const Denial& denial : ledger_->denials(loop_.now()))
    (void)list_.shut_out(denial.who, denial.end, loop_.now());  // as many as there is room for
  if (!list_.ends().empty()) keep_sweeping();
}

void Sensors::keep_sweeping() {
  if (std::exchange(sweeping_, true)) return;
  tasks_.start(sweep_now_and_then());
}

/// Not for each of those who flood it.
void Sensors::tell_full(const net::Address& caller) {
  if (std::exchange(told_full_, true)) return;
  log_.error(
      fmt::format("Maximum global_no_access count reached. {} addresses are shut out; {}, and "
                  "whoever comes until the next of them expires, is refused by the sensor only",
                  access::SensorList::most, caller.text()));
}

loop::Task Sensors::sweep_now_and_then() {
  while (!list_.ends().empty()) {
    co_await loop::sleep_for(loop_, sweep_every);
    told_full_ = false;
    if (!list_.sweep(loop_.now())) continue;
    log_.info("At least 1 DENY_TIME has expired, global_no_access list updated");
  }
  log_.info("global_no_access list is empty.");
  sweeping_ = false;
}

}  // namespace rouse::listen
