// The attendant's life: it obeys the steward's orders and serves the doors that it was given, until the
// steward is gone.
//
//   order serve    -> a door in the loop -> caller -> listen/admission -> attend/conversations
//                                        \-> datagram -> gate -> builtin/datagram
//   order withdraw -> the door is closed; conversations end now or by themselves
//   the steward is gone -> no door is answered any more; it ends with its last conversation
#pragma once

#include "base/error.h"
#include "base/fd.h"
#include "loop/loop.h"

namespace rouse::attend {

/// What a process without files must have got before it lost them.
struct Endowment {
  Fd channel;  // its end of the pair
  Fd load;     // of /proc/loadavg, for max_load; may be none
  std::uint64_t descriptor_limit = 0;
};

/// Tells the steward, over the attendant's end of the pair, why it cannot begin.
void report_obstacle(int channel, const Error& error);

/// Returns when the steward has closed its end.
void live(loop::Loop& loop, Endowment endowment);

}  // namespace rouse::attend
