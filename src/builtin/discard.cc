#include "builtin/discard.h"

#include "sys/stream.h"

namespace rouse::builtin {

Next go_on_discarding(int caller, Scratch& scratch) {
  for (int round = 0; round < rounds_per_turn; ++round) {
    Result<std::size_t> taken = sys::discard_some(caller, scratch.bytes);
    if (!taken) return after(taken.error(), Next::read);
    if (*taken == 0) return Next::end;
  }
  return Next::yield;
}

}  // namespace rouse::builtin
