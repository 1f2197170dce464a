// Relay: two sockets whose bytes go to each other without ever passing through this process, each direction
// for itself: when one side has said all it had to say, the other still answers.
#pragma once

#include <cstdint>

#include "base/fd.h"
#include "builtin/flow.h"
#include "builtin/redirect.h"
#include "builtin/traffic.h"
#include "loop/channel.h"
#include "loop/flag.h"

namespace rouse::builtin {

class Relay {
 public:
  enum class State : std::uint8_t {
    going_on,
    finished,     // both sides said their end of file, and both were told
    caller_gone,  // the caller's connection broke
    target_gone,  // the target's connection broke; what it had said was delivered
    idle,         // nothing for the plan's idle_timeout
    overtime,     // its end had come, whatever moved
  };

  /// Ends at `until`. TCP_NODELAY on both sockets, as xinetd has it. `loop` and `pipes` must outlive it, and
  /// the process must ignore SIGPIPE (splice knows no other way).
  Relay(loop::Loop* loop, Fd caller, Fd target, PipePool* pipes, const RedirectPlan& plan, Instant until);

  /// Moves all that can be moved now. False: it is over.
  bool move_on();
  State state() const { return state_; }
  Instant until() const { return until_; }
  /// Until move_on() may have something to do.
  loop::TimedWait stirred();
  Traffic traffic() const { return {.in_bytes = forth_.moved_bytes(), .out_bytes = back_.moved_bytes()}; }
  /// Gives the caller away; the relay is over then.
  [[nodiscard]] Fd release_caller() { return caller_.release(); }

 private:
  State moved();
  void look_at_channels();
  State state_at(Instant now, std::uint64_t moved_before);
  Instant idle_until() const;

  loop::Loop& loop_;
  loop::Flag stirred_;
  loop::Channel caller_;
  loop::Channel target_;
  Flow forth_;
  Flow back_;
  Duration idle_limit_;
  Instant until_;
  Instant last_moved_;
  bool watched_ = false;
  bool hungry_ = false;
  State state_ = State::going_on;
};

}  // namespace rouse::builtin
