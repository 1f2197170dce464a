#include "builtin/chargen.h"

#include <cstdint>
#include <span>

#include "builtin/pattern.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::builtin {

static_assert(pattern_bytes <= UINT16_MAX);  // a place in it is one of these

Next go_on_generating(Progress& progress, int caller) {
  if (!progress.begun && !sys::shutdown_reading(caller)) return Next::end;
  progress.begun = true;
  for (int round = 0; round < rounds_per_turn; ++round) {
    std::string_view rest_of_pattern = pattern_text().substr(progress.place);
    Result<std::size_t> sent = sys::send_some(caller, std::as_bytes(std::span(rest_of_pattern)));
    if (!sent) return after(sent.error(), Next::write);
    progress.place = static_cast<std::uint16_t>((progress.place + *sent) % pattern_bytes);
  }
  return Next::yield;
}

}  // namespace rouse::builtin
