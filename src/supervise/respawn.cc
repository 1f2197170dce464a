#include "supervise/respawn.h"

#include <algorithm>
#include <utility>

namespace rouse::supervise {

void Respawn::started(Instant now) {
  starts_.push_back(now);
  ready_at_.reset();
}

std::optional<Duration> Respawn::delay(const config::Supervision& supervision, Instant now) {
  std::chrono::milliseconds window(supervision.starts_window_ms);
  std::chrono::milliseconds first(supervision.first_delay_ms);
  std::chrono::milliseconds longest(supervision.longest_delay_ms);
  while (!starts_.empty() && now - starts_.front() >= window) starts_.pop_front();
  if (starts_.size() >= supervision.starts_most) return std::nullopt;
  bool served_long = ready_at_ && now - *ready_at_ >= longest;
  bool again = last_ > Duration::zero() && !served_long;
  last_ = again ? std::min<Duration>(last_ * 2, longest) : first;
  return last_;
}

}  // namespace rouse::supervise
