#include "builtin/echo.h"

#include <span>

#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::builtin {

/// Looks, sends, and takes exactly what could be sent.
Next go_on_echoing(int caller, Scratch& scratch) {
  for (int round = 0; round < rounds_per_turn; ++round) {
    Result<std::size_t> seen = sys::peek_some(caller, scratch.bytes);
    if (!seen) return after(seen.error(), Next::read);
    if (*seen == 0) return Next::end;
    Result<std::size_t> sent = sys::send_some(caller, std::span(scratch.bytes).first(*seen));
    if (!sent) return after(sent.error(), Next::write);
    if (!sys::discard_some(caller, std::span(scratch.bytes).first(*sent))) return Next::end;
  }
  return Next::yield;
}

}  // namespace rouse::builtin
