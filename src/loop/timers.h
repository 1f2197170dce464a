// TimerHeap: the waiters that have a deadline, earliest first. O(log n) to add, to cancel and to take.
#pragma once

#include <optional>
#include <vector>

#include "base/clock.h"
#include "loop/waiter.h"

namespace rouse::loop {

class TimerHeap {
 public:
  /// `waiter` is in no heap yet; its deadline is set.
  void add(Waiter& waiter);
  /// Takes `waiter` out if it is in.
  void cancel(Waiter& waiter);
  /// The earliest deadline, if there is any.
  std::optional<Instant> next() const;
  /// Takes out the earliest waiter whose deadline is not after `now`; nullptr: none.
  Waiter* take_due(Instant now);
  std::size_t size() const { return heap_.size(); }

 private:
  void place(Waiter& waiter, std::size_t index);
  void rise(std::size_t index);
  void sink(std::size_t index);

  std::vector<Waiter*> heap_;
};

}  // namespace rouse::loop
