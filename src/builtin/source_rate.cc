#include "builtin/source_rate.h"

namespace rouse::builtin {

bool SourceRate::take(const net::Address& source, Instant now) {
  auto second = static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  Slot& slot = slots_[net::AddressHash()(source.unmapped()) % slots];
  if (slot.second != second) slot = {.second = second, .answers = 0};
  if (slot.answers == answers_per_second) return false;
  ++slot.answers;
  return true;
}

}  // namespace rouse::builtin
