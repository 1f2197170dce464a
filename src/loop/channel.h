// Channel: a descriptor in the loop, and the owner of it.
//
// level  interest is armed only while somebody waits: a door that nobody waits on causes no wake-ups (that is
// how a
//        wait = yes door is suspended). Read or accept as much as you like, then await again.
// edge   registered once, for conversations: read or write until EAGAIN before awaiting.
#pragma once

#include <cstdint>

#include "base/fd.h"
#include "loop/loop.h"

namespace rouse::loop {

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

 private:
  friend class Loop;
  enum class Armed : std::uint8_t { yes, always_ready, refused };
  struct Side {
    std::uint32_t event;
    bool latched = false;  // edge: happened and not yet consumed
    List<Waiter> waiters;
  };

  Wait wait(Side& side);
  TimedWait wait_until(Side& side, Instant deadline);
  static bool consume(Side& side);
  Armed arm(std::uint32_t event);
  bool control(int operation, std::uint32_t events);
  void withdraw();
  void happened(std::uint32_t events);
  std::uint32_t wake(Side& side, std::uint32_t events);
  void disarm(std::uint32_t unwanted);

  Loop& loop_;
  Fd fd_;
  Trigger trigger_;
  std::uint32_t armed_ = 0;  // the events registered with epoll; 0: not registered
  std::uint64_t ticket_;
  Side in_;
  Side out_;
};

}  // namespace rouse::loop
