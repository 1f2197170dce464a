// Channel: a descriptor in the loop, and the owner of it.
//
// level  interest is armed only while somebody waits: a door that nobody waits on causes no wake-ups (that is
// how a
//        wait = yes door is suspended). Read or accept as much as you like, then await again.
// edge   registered once, for conversations: read or write until EAGAIN before awaiting. One who attends to
//        several channels at once lets them raise a Flag (stir) and asks each what has happened.
#pragma once

#include <cstdint>

#include "base/fd.h"
#include "loop/loop.h"

namespace rouse::loop {

class Flag;

enum class Trigger : std::uint8_t { level, edge };

class Channel {
 public:
  /// Takes `fd` (which may be none) as it is: no flag of the descriptor is changed. The loop must outlive the
  /// channel.
  Channel(Loop& loop, Fd fd, Trigger trigger = Trigger::level);
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  /// Takes the descriptor out of epoll, then closes it. Nobody may be waiting but tasks that are cancelled.
  ~Channel();

  explicit operator bool() const { return static_cast<bool>(fd_); }
  int raw() const { return fd_.raw(); }
  /// Takes the descriptor out of epoll and gives it away; the channel is empty then.
  [[nodiscard]] Fd release();

  /// Until a read would not block (data, a connection, end of file, an error). Never fails: where the kernel
  /// refuses to watch the descriptor, the wait ends after 50 ms, and the next system call tells what is
  /// wrong.
  Wait readable();
  /// Until a write would not block (or would fail).
  Wait writable();
  /// The same, at most until `deadline`: false when it came first.
  TimedWait readable_until(Instant deadline);
  TimedWait writable_until(Instant deadline);
  /// Edge only: from now on raises `stirred` whenever something happens that nobody waits for; it must
  /// outlive the channel. False: the kernel refuses to watch the descriptor.
  bool stir(Flag& stirred);
  /// Edge only: whether a read (a write) may have become possible since the last question.
  bool was_readable();
  bool was_writable();

 private:
  friend class Loop;
  enum class Armed : std::uint8_t { yes, always_ready, refused };

  Wait wait(std::uint32_t event);
  TimedWait wait_until(std::uint32_t event, Instant deadline);
  bool consume(std::uint32_t event);
  Armed arm(std::uint32_t event);
  bool control(int operation, std::uint32_t events);
  void withdraw();
  void happened(std::uint32_t events);
  /// Returns `event` if it happened and nobody waited for it.
  std::uint32_t wake(std::uint32_t event, std::uint32_t events);
  void latch(std::uint32_t unwanted);
  void disarm(std::uint32_t unwanted);

  // Small, because every conversation has one: of the events only EPOLLIN and EPOLLOUT are remembered.
  Loop& loop_;
  std::uint64_t ticket_;
  Flag* stirred_ = nullptr;
  Fd fd_;
  std::uint8_t armed_ = 0;    // those registered with epoll; 0: not registered
  std::uint8_t latched_ = 0;  // edge: those that happened and were not consumed yet
  Trigger trigger_;
  List<Waiter> waiters_;  // each for EPOLLIN or for EPOLLOUT
};

}  // namespace rouse::loop
