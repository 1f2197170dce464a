// LoadMeter: the machine's load for max_load, asked at most once a second (xinetd reads /proc/loadavg on
// every connection).
#pragma once

#include "base/clock.h"
#include "sys/machine.h"

namespace rouse::listen {

class LoadMeter {
 public:
  /// `file`: /proc/loadavg, open for reading; none: the load is never known.
  LoadMeter(const Clock& clock, Fd file) : clock_(clock), file_(std::move(file)) {}
  /// The load of the last minute, at most a second old; 0 where the machine does not tell.
  double now() {
    WallTime second = clock_.wall();
    if (second != asked_) {
      asked_ = second;
      load_ = sys::load_average(file_.raw()).value_or(0.0);
    }
    return load_;
  }

 private:
  const Clock& clock_;
  Fd file_;
  WallTime asked_ = -1;
  double load_ = 0.0;
};

}  // namespace rouse::listen
