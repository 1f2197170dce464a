// Flag: something that happens inside the process, to wait for. Auto-reset: a raise() that nobody waits for
// is kept for the first who comes; otherwise it wakes everyone who waits now.
#pragma once

#include "loop/loop.h"

namespace rouse::loop {

class Flag {
 public:
  explicit Flag(Loop& loop) : loop_(loop) {}
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;

  /// Wakes all waiters at the next turn; never resumes anybody itself.
  void raise();
  Wait raised() { return Wait(loop_, &waiters_, consume()); }
  /// False when `deadline` came first.
  TimedWait raised_until(Instant deadline) { return TimedWait(loop_, &waiters_, consume(), deadline); }

 private:
  bool consume() { return std::exchange(raised_, false); }

  Loop& loop_;
  List<Waiter> waiters_;
  bool raised_ = false;
};

}  // namespace rouse::loop
