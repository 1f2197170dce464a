// SourceRate: how many answers one source address gets within a second. A table of a fixed size: sources that
// fall on the same slot share its count, so that a flood of forged sources costs no memory and all of them
// together get no more than the table has.
#pragma once

#include <array>
#include <cstdint>

#include "base/clock.h"
#include "net/address.h"

namespace rouse::builtin {

class SourceRate {
 public:
  /// Answers that one source gets within one second.
  static constexpr std::uint32_t answers_per_second = 256;

  /// Counts one answer to `source` at `now`; false: he had enough for this second. IPv4-mapped addresses
  /// count as the IPv4 addresses that they are.
  bool take(const net::Address& source, Instant now);

 private:
  struct Slot {
    std::uint32_t second = 0;
    std::uint32_t answers = 0;
  };
  static constexpr std::size_t slots = 4096;
  std::array<Slot, slots> slots_{};
};

}  // namespace rouse::builtin
