// Clock: where "now" comes from. Decisions take an Instant or a WallTime; only the outer shell asks a clock.
#pragma once

#include <chrono>
#include <ctime>

namespace rouse {

/// A point of monotonic time; differences only.
using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;
/// Seconds since 1970, as logs and access_times need it.
using WallTime = std::time_t;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual WallTime wall() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override { return std::chrono::steady_clock::now(); }
  WallTime wall() const override { return std::time(nullptr); }
};

/// A clock that stands still until it is told otherwise: for tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(WallTime wall = 1'800'000'000) : wall_(wall) {}
  Instant now() const override { return now_; }
  WallTime wall() const override { return wall_; }
  void advance(Duration by) {
    now_ += by;
    wall_ += std::chrono::duration_cast<std::chrono::seconds>(by).count();
  }
  void set_wall(WallTime wall) { wall_ = wall; }

 private:
  Instant now_{};
  WallTime wall_;
};

}  // namespace rouse
