// Partner: a caller in conversation: the socket in the loop, the bytes counted, and what to wait for next.
//
// A conversation is a function that does all it can now and says what it needs before it can do more:
//
//   for (;;) {
//     Next next = do_all_you_can(partner, *scratch);
//     if (next == Next::end) co_return partner.traffic();
//     co_await partner.until(*loop, next);
//   }
//
// So a conversation has one await, and its frame one place for it: that is most of what an idle one costs.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/fd.h"
#include "builtin/traffic.h"
#include "loop/channel.h"
#include "loop/loop.h"

namespace rouse::builtin {

enum class Next : std::uint8_t {
  read,   // wait until the caller has said more
  write,  // wait until the caller has read some
  yield,  // it could go on, but it is somebody else's turn
  end,
};

/// How often a conversation may fill the scratch buffer before it lets others have their turn.
inline constexpr int rounds_per_turn = 8;

class Partner {
 public:
  /// Owns `caller` from now on. No flag of it is changed: every call on it is one that does not wait.
  Partner(loop::Loop* loop, Fd caller) : channel_(*loop, std::move(caller), loop::Trigger::edge) {}

  int raw() const { return channel_.raw(); }
  Traffic& traffic() { return traffic_; }
  /// Gives the caller away; the partner is empty then.
  [[nodiscard]] Fd release() { return channel_.release(); }
  /// Waits for what `next` says (not for `end`), in the loop of its making.
  loop::Wait until(loop::Loop& loop, Next next);

 private:
  loop::Channel channel_;
  Traffic traffic_;
};

/// What follows a call that failed: `waiting` where it would have had to wait, the end where the caller is
/// gone.
Next after(const Error& error, Next waiting);

}  // namespace rouse::builtin
