#include "builtin/statement.h"

#include <span>

#include "builtin/farewell.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::builtin {

loop::Co<Traffic> state(loop::Loop* loop, Fd caller, std::string text, Scratch* scratch) {
  Result<std::size_t> sent = sys::send_some(caller.raw(), std::as_bytes(std::span(text)));
  Result<std::size_t> taken = sys::discard_some(caller.raw(), scratch->bytes);
  Traffic traffic{.in_bytes = taken.value_or(0), .out_bytes = sent.value_or(0)};
  if (traffic.in_bytes == 0) {
    caller.reset();  // now, not when the frame goes
    co_return traffic;
  }
  std::uint64_t more_bytes = co_await farewell(loop, std::move(caller), scratch);
  traffic.in_bytes += more_bytes;
  co_return traffic;
}

}  // namespace rouse::builtin
