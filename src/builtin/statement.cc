#include "builtin/statement.h"

#include <span>

#include "builtin/farewell.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::builtin {

loop::Co<void> state(loop::Loop* loop, Fd caller, std::string text, Scratch* scratch) {
  (void)sys::send_some(caller.raw(), std::as_bytes(std::span(text)));  // who is gone misses it
  bool was_spoken_to = sys::discard_some(caller.raw(), scratch->bytes).value_or(0) > 0;
  if (!was_spoken_to) {
    caller.reset();  // now, not when the frame goes
    co_return;
  }
  co_await farewell(loop, std::move(caller), scratch);
}

}  // namespace rouse::builtin
