// Spans: how long something took that was done often, and how that crosses the control socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rouse::control {

struct Spans {
  std::uint64_t times = 0;
  std::uint64_t sum_us = 0;
  std::uint64_t least_us = 0;  // the shortest

  /// The mean; 0: there was none.
  std::uint64_t mean_us() const { return times == 0 ? 0 : sum_us / times; }
  bool operator==(const Spans&) const = default;
};

/// Empty where there was none.
std::string fields_of(const Spans& spans);
/// False: `body` is no such thing.
bool take_fields(Spans& into, std::string_view body);

}  // namespace rouse::control
