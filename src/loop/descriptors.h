// Descriptors: where those wait who got EMFILE or ENFILE. Whoever closes descriptors says so; because others
// (other processes, for ENFILE) close some too, the wait also ends by itself after a second.
#pragma once

#include <chrono>

#include "loop/flag.h"

namespace rouse::loop {

class Descriptors {
 public:
  explicit Descriptors(Loop& loop) : loop_(loop), returned_flag_(loop) {}

  /// Says that a descriptor has been closed: those who wait try again.
  void returned() { returned_flag_.raise(); }
  /// Until a descriptor may be free again, at most `retry`.
  TimedWait freed(Duration retry = std::chrono::seconds(1)) {
    return returned_flag_.raised_until(loop_.now() + retry);
  }

 private:
  Loop& loop_;
  Flag returned_flag_;
};

}  // namespace rouse::loop
