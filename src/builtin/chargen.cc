#include "builtin/chargen.h"

#include <span>

#include "builtin/partner.h"
#include "builtin/pattern.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::builtin {

namespace {

/// The place in the pattern follows from the bytes already sent.
Next write_more(Partner& caller) {
  for (int round = 0; round < rounds_per_turn; ++round) {
    std::uint64_t& written_bytes = caller.traffic().out_bytes;
    std::string_view rest_of_pattern = pattern_text().substr(written_bytes % pattern_bytes);
    Result<std::size_t> sent = sys::send_some(caller.raw(), std::as_bytes(std::span(rest_of_pattern)));
    if (!sent) return after(sent.error(), Next::write);
    written_bytes += *sent;
  }
  return Next::yield;
}

}  // namespace

loop::Co<Traffic> chargen(loop::Loop* loop, Fd caller) {
  Partner partner(loop, std::move(caller));
  if (!sys::shutdown_reading(partner.raw())) co_return partner.traffic();
  for (;;) {
    Next next = write_more(partner);
    if (next == Next::end) co_return partner.traffic();
    co_await partner.until(*loop, next);
  }
}

}  // namespace rouse::builtin
