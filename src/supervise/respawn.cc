#include "supervise/respawn.h"

#include <algorithm>

namespace rouse::supervise {

/// Of more starts than any limit allows the oldest does not matter.
void Respawn::started(Instant now) {
  if (count_ == starts_.size()) forget_first(1);
  starts_[count_++] = now;
  ready_at_.reset();
}

void Respawn::forget_first(std::uint32_t count) {
  std::shift_left(starts_.begin(), starts_.begin() + count_, count);
  count_ -= count;
}

void Respawn::forget() {
  count_ = 0;
  ready_at_.reset();
  last_ = {};
}

std::optional<Duration> Respawn::delay(const config::Supervision& supervision, Instant now) {
  std::chrono::milliseconds window(supervision.starts_window_ms);
  std::chrono::milliseconds first(supervision.first_delay_ms);
  std::chrono::milliseconds longest(supervision.longest_delay_ms);
  std::uint32_t old = 0;
  while (old < count_ && now - starts_[old] >= window) ++old;
  forget_first(old);
  if (count_ >= supervision.starts_most) return std::nullopt;
  bool served_long = ready_at_ && now - *ready_at_ >= longest;
  bool again = last_ > Duration::zero() && !served_long;
  last_ = again ? std::min<Duration>(last_ * 2, longest) : first;
  return last_;
}

}  // namespace rouse::supervise
