// Relay: two sockets whose bytes go to each other, each direction for itself: when one side has said all it
// had to say, the other still answers.
#pragma once

#include <cstdint>

#include "base/fd.h"
#include "builtin/flow.h"
#include "builtin/traffic.h"
#include "loop/channel.h"
#include "loop/flag.h"

namespace rouse::builtin {

class Relay {
 public:
  enum class State : std::uint8_t { going_on, finished, caller_gone, target_gone, idle, overtime };
  struct Limits {
    Duration idle{};                 // without a byte in either direction; zero: none
    Instant until = Instant::max();  // whatever moves
  };

  /// Both sockets are non-blocking.
  Relay(loop::Loop* loop, Fd caller, Fd target, PipePool* pipes, Limits limits);

  /// Moves all that can be moved now.
  State move_on();
  /// Until move_on() may have something to do.
  loop::TimedWait stirred();
  Traffic traffic() const { return {.in_bytes = forth_.moved_bytes(), .out_bytes = back_.moved_bytes()}; }
  /// Gives the caller away; the relay is over then.
  [[nodiscard]] Fd release_caller() { return caller_.release(); }

 private:
  void look_at_channels();
  State state_at(Instant now, std::uint64_t moved_before);
  Instant idle_until() const;

  loop::Loop& loop_;
  loop::Flag stirred_;
  loop::Channel caller_;
  loop::Channel target_;
  Flow forth_;
  Flow back_;
  Limits limits_;
  Instant last_moved_;
  bool watched_ = false;
  bool hungry_ = false;
};

}  // namespace rouse::builtin
