#include "builtin/echo.h"

#include <span>

#include "builtin/partner.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::builtin {

namespace {

/// Looks, sends, and takes exactly what could be sent.
Next echo_more(Partner& caller, Scratch& scratch) {
  for (int round = 0; round < rounds_per_turn; ++round) {
    Result<std::size_t> seen = sys::peek_some(caller.raw(), scratch.bytes);
    if (!seen) return after(seen.error(), Next::read);
    if (*seen == 0) return Next::end;
    Result<std::size_t> sent = sys::send_some(caller.raw(), std::span(scratch.bytes).first(*seen));
    if (!sent) return after(sent.error(), Next::write);
    Result<std::size_t> taken = sys::discard_some(caller.raw(), std::span(scratch.bytes).first(*sent));
    if (!taken) return Next::end;
    caller.traffic().in_bytes += *taken;
    caller.traffic().out_bytes += *sent;
  }
  return Next::yield;
}

}  // namespace

loop::Co<Traffic> echo(loop::Loop* loop, Fd caller, Scratch* scratch) {
  Partner partner(loop, std::move(caller));
  for (;;) {
    Next next = echo_more(partner, *scratch);
    if (next == Next::end) co_return partner.traffic();
    co_await partner.until(*loop, next);
  }
}

}  // namespace rouse::builtin
