#include "builtin/discard.h"

#include "builtin/partner.h"
#include "sys/stream.h"

namespace rouse::builtin {

namespace {

Next discard_more(Partner& caller, Scratch& scratch) {
  for (int round = 0; round < rounds_per_turn; ++round) {
    Result<std::size_t> taken = sys::discard_some(caller.raw(), scratch.bytes);
    if (!taken) return after(taken.error(), Next::read);
    if (*taken == 0) return Next::end;
    caller.traffic().in_bytes += *taken;
  }
  return Next::yield;
}

}  // namespace

loop::Co<Traffic> discard(loop::Loop* loop, Fd caller, Scratch* scratch) {
  Partner partner(loop, std::move(caller));
  for (;;) {
    Next next = discard_more(partner, *scratch);
    if (next == Next::end) co_return partner.traffic();
    co_await partner.until(*loop, next);
  }
}

}  // namespace rouse::builtin
