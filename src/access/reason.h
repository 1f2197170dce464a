// Reason: why a caller was refused, in the words that xinetd logs (reference/xinetd.md 4.5).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace rouse::access {

enum class Reason : std::uint8_t {
  address,
  time,
  fork,
  service_limit,
  per_source_limit,
  process_limit,
  libwrap,
  load,
  cps,
  count
};

inline constexpr std::array<std::string_view, 9> reason_words = {
    "address",       "time",    "fork", "service_limit",         "per_source_limit",
    "process_limit", "libwrap", "load", "connections per second"};
static_assert(reason_words.size() == static_cast<std::size_t>(Reason::count));

/// Reasons that lie in who calls: he is refused each time, and over UDP not logged each time
/// (reference/xinetd.md 4.5).
constexpr bool lies_in_caller(Reason reason) {
  return reason == Reason::address || reason == Reason::libwrap;
}

/// "address", ..., "connections per second"; lives as long as the program.
constexpr std::string_view word(Reason reason) { return reason_words[static_cast<std::size_t>(reason)]; }

}  // namespace rouse::access
