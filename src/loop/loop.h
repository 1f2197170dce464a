// The loop: the only place in rouse that waits. One thread, epoll, a timer heap, and what is ready is
// resumed.
//
//   Loop     turns: waits for descriptors and timers, resumes coroutines between events
//   Channel  a descriptor in the loop; `co_await channel.readable()`; EPOLL_CTL_DEL always before close
//   sleep    a point in time; `co_await sleep_until(loop, instant)`
//   within   a Co that may take only so long
//   Flag     something to wait for inside the process: raise() wakes everyone who waits, at the next turn
//   Signals  the process's signals, one after the other
//   Task     a coroutine with one owner, a Tasks; Co<T>: one that is awaited for a value (task.h, co.h)
//
// One turn: wait -> events make waiters ready -> due timers make waiters ready -> everything that is ready
// now is resumed once, in that order; what becomes ready meanwhile is for the next turn, so that nobody
// starves.
//
// Stale events: each registration has a ticket of its own; an event with an older one is dropped. Destroying
// a waiter (a Task) unregisters it; destroying happens between events, never from inside the task that is
// destroyed.
#pragma once

#include <coroutine>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "loop/timers.h"
#include "loop/waiter.h"

struct epoll_event;

namespace rouse::loop {

class Channel;

class Loop {
 public:
  /// Uses `clock` for timers; it must outlive the loop.
  static Result<std::unique_ptr<Loop>> create(const Clock& clock);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  /// Everything that waits in it (Tasks, Channels, Flags) must be gone.
  ~Loop();

  /// Turns until stop().
  void run();
  /// One turn: waits at most `timeout_ms` (-1: until something happens), then resumes what is ready. Returns
  /// how many coroutines it resumed. With a ManualClock: `while (loop.turn(0) > 0) {}` after each advance().
  std::size_t turn(int timeout_ms);
  /// Makes run() return after the current turn, or at once if it has not begun.
  void stop() { stopped_ = true; }
  Instant now() const { return clock_.now(); }
  const Clock& clock() const { return clock_; }

 private:
  friend class Channel;
  friend class Flag;
  friend class Tasks;
  friend class Wait;
  Loop(const Clock& clock, Fd epoll) : clock_(clock), epoll_(std::move(epoll)) {}

  int wait_ms(int timeout_ms) const;
  void deliver(const epoll_event& event);
  std::size_t resume_ready();
  void make_ready(Waiter& waiter);
  void bury(std::coroutine_handle<> finished) { finished_.push_back(finished); }
  void free_finished();
  std::uint64_t enroll(Channel& channel);
  void dismiss(std::uint64_t ticket);

  const Clock& clock_;
  Fd epoll_;
  TimerHeap timers_;
  List<Waiter> ready_;
  std::vector<std::coroutine_handle<>> finished_;
  std::vector<Channel*> channels_;     // by the index in their tickets
  std::vector<std::uint32_t> vacant_;  // indices of none
  std::uint32_t enrolled_ = 0;
  bool stopped_ = false;
};

}  // namespace rouse::loop
