// BackOff: when the next process of a park may be started after one was lost. It takes `now`.
//
// The delay is 1 s, then 2, 4, ... 60 s, until one has proved itself: it has served a caller, or stayed
// parked for a minute. To be parked alone proves nothing: a server may be that and end at once. After one
// that was parked the delay counts from its start, so what has served for long is replaced at once.
#pragma once

#include "base/clock.h"

namespace rouse::warm {

class BackOff {
 public:
  /// Parked for so long without a caller, it is as good as one that has served somebody.
  static constexpr Duration proof_time = std::chrono::seconds(60);

  /// From when on the next one may be started.
  Instant until() const { return until_; }
  /// One was lost; the delay counts from `since`.
  void lost(Instant since);
  /// Nobody is to be started before that.
  void wait_until(Instant until) { until_ = until; }
  /// One has proved itself: the next delay is the first one again.
  void proved() { last_ = {}; }

 private:
  Instant until_{};
  Duration last_{};  // the delay before this start; zero: the next one is the first
};

}  // namespace rouse::warm
