#include "builtin/farewell.h"

#include "loop/channel.h"
#include "sys/stream.h"

namespace rouse::builtin {

namespace {

/// False: there is nothing more to come, or the caller does not stop talking.
bool throw_away(int caller, Scratch& scratch) {
  for (int round = 0; round < 16; ++round) {
    Result<std::size_t> taken = sys::discard_some(caller, scratch.bytes);
    if (!taken) return taken.error().code == EAGAIN;
    if (*taken == 0) return false;
  }
  return false;
}

}  // namespace

loop::Co<void> farewell(loop::Loop* loop, Fd caller, Scratch* scratch) {
  Instant deadline = loop->now() + farewell_patience;
  sys::shutdown_writing(caller.raw());
  loop::Channel channel(*loop, std::move(caller), loop::Trigger::edge);
  while (throw_away(channel.raw(), *scratch)) {
    bool in_time = co_await channel.readable_until(deadline);
    if (!in_time) break;
  }
}

}  // namespace rouse::builtin
