// Progress: how far a conversation is, and what it waits for.
//
// A conversation is a function that does all it can now and says what it needs before it can do more
// (builtin/stream.h):
//
//   while (go_on(progress, caller.raw(), scratch)) {
//     co_await until(loop, caller, progress.next);
//   }
//
// So there is one coroutine for all of them, with one await, and that is all that an idle one costs.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "builtin/kind.h"
#include "loop/channel.h"
#include "loop/loop.h"

namespace rouse::builtin {

enum class Next : std::uint8_t {
  read,   // wait until the caller has said more
  write,  // wait until the caller has read some
  yield,  // it could go on, but it is somebody else's turn
  end,
};

struct Progress {
  Kind kind = Kind::echo;
  Next next = Next::yield;
  bool begun = false;       // chargen: it hears nothing any more
  std::uint16_t place = 0;  // chargen: where in its pattern it is
};

/// How often a conversation may fill the scratch buffer before it lets others have their turn.
inline constexpr int rounds_per_turn = 8;

/// Waits for what `next` says (not for `end`). `caller` is edge-triggered; no flag of his socket is changed:
/// every call on it is one that does not wait.
loop::Wait until(loop::Loop& loop, loop::Channel& caller, Next next);
/// The same, but no longer than to `end`.
loop::TimedWait until(loop::Loop& loop, loop::Channel& caller, Next next, Instant end);

/// What follows a call that failed: `waiting` where it would have had to wait, the end where the caller is
/// gone.
Next after(const Error& error, Next waiting);

}  // namespace rouse::builtin
