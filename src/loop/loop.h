// The loop: the only place in rouse that waits. One thread, epoll, a timer heap, and what is ready is resumed.
//
//   Loop     turns: waits for descriptors and timers, resumes coroutines between events
//   Channel  a descriptor in the loop; `co_await channel.readable()`; EPOLL_CTL_DEL always before close
//   Sleep    a point in time; `co_await sleep`
//   Signal   a flag to wait for inside the process: raise() wakes everyone who waits
//   Task     a coroutine with one owner, a Tasks; Co<T>: one that is awaited for a value (task.h)
//
// Stale events: each registration carries a generation; an event of an older one is dropped. Destroying a waiter
// (a Task) unregisters it; destroying happens between events, never from inside the task that is destroyed.
#pragma once

#include <coroutine>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"

namespace rouse::loop {

class Channel;
class Sleep;
class Tasks;

class Loop {
 public:
  /// Uses `clock` for timers; it must outlive the loop. With a ManualClock, turn() never sleeps.
  static Result<std::unique_ptr<Loop>> create(const Clock& clock);
  ~Loop();
  /// Turns until stop().
  void run();
  /// One turn: waits at most `timeout_ms` (-1: until something happens), then resumes what is ready.
  void turn(int timeout_ms);
  void stop();
  Instant now() const;
  const Clock& clock() const;

 private:
  friend class Channel;
  friend class Sleep;
  friend class Signal;
  friend class Tasks;
  struct State;
  explicit Loop(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace rouse::loop
