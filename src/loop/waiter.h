// Waiter, Wait, TimedWait: a suspended coroutine's place in the loop. It lives in the coroutine's frame, in
// the list of what it waits for, then in the loop's list of what is ready; when the frame is destroyed it
// leaves both.
//
//   suspended --(source: event, raise)--> ready --(loop)--> resumed
//        \------(timer: deadline)----------^
#pragma once

#include <coroutine>
#include <cstdint>

#include "base/clock.h"
#include "loop/link.h"

namespace rouse::loop {

class Loop;

/// The deadline of those who have none.
inline constexpr Instant never = Instant::max();

/// One suspended coroutine. Only the loop's own classes look inside.
class Waiter : public Link {
 public:
  static constexpr std::uint32_t untimed = UINT32_MAX;

  std::coroutine_handle<> handle;
  Instant deadline = never;
  std::uint32_t heap_index = untimed;  // its place in the timer heap
  std::uint8_t event = 0;              // what it waits for, in a list of those who wait for different things
  bool expired = false;                // resumed because of its deadline
};

/// What `co_await channel.readable()` and the like await. Await it in the expression that made it, never
/// later. Small, because every conversation has one.
class [[nodiscard]] Wait : protected Waiter {
 public:
  /// `ready`: nothing to wait for. Otherwise waits in `list` (may be nullptr), there for the event `what`,
  /// and at most until the deadline `end`.
  Wait(Loop& loop, List<Waiter>* list, bool ready, Instant end = never, std::uint8_t what = 0);
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait();

  bool await_ready() const { return ready_; }
  void await_suspend(std::coroutine_handle<> waiting);
  void await_resume() const {}

 private:
  bool ready_;
  Loop& loop_;
};

/// A Wait with a deadline: the await's value is true when what was waited for happened, false at the
/// deadline.
class [[nodiscard]] TimedWait : public Wait {
 public:
  /// `expiry_counts`: the deadline is not the caller's, so reaching it is a reason to look again (true).
  TimedWait(Loop& loop, List<Waiter>* list, bool ready, Instant end, std::uint8_t what = 0,
            bool expiry_counts = false)
      : Wait(loop, list, ready, end, what), expiry_counts_(expiry_counts) {}
  bool await_resume() const { return !expired || expiry_counts_; }

 private:
  bool expiry_counts_;
};

}  // namespace rouse::loop
