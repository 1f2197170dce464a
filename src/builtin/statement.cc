#include "builtin/statement.h"

#include <span>

#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::builtin {

Traffic state(int caller, std::string_view text, Scratch& scratch) {
  Result<std::size_t> sent = sys::send_some(caller, std::as_bytes(std::span(text)));
  Result<std::size_t> taken = sys::discard_some(caller, scratch.bytes);
  return {.in_bytes = taken.value_or(0), .out_bytes = sent.value_or(0)};
}

}  // namespace rouse::builtin
