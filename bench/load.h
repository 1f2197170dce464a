// Load: callers in a closed loop. `callers` of them at once; each connects, is answered, and is replaced by
// the next. One thread, epoll.
//
//   connecting --first byte--> answered --end of stream--> done --> next caller
//        |                                                        (latency is connect .. answered)
//        +--refused, reset, closed without a byte, silent for too long--> lost --> next caller
//
// With a word the caller speaks first, is answered when all of it has come back, and hangs up.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/fd.h"

namespace rouse::bench {

/// The doors that callers go to, in turn: first, first + step, first + 2 * step ...
struct Ports {
  std::uint16_t first = 0;
  unsigned count = 1;
  unsigned step = 1;
  std::uint16_t at(std::uint64_t turn) const {
    return static_cast<std::uint16_t>(first + turn % count * step);
  }
};

inline constexpr std::size_t longest_word = 256;

struct LoadPlan {
  Ports ports;
  unsigned callers = 1;
  std::int64_t duration_ms = 1000;
  std::int64_t patience_ms = 5000;  // a caller without an answer for so long is lost
  std::size_t word_bytes = 0;  // what each says and hears again, at most longest_word; 0: he only listens
};

enum class Loss : std::uint8_t { refused, reset, closed, silent, other, count };
inline constexpr std::array<std::string_view, 5> loss_names = {"refused", "reset", "closed", "silent",
                                                               "other"};
static_assert(loss_names.size() == static_cast<std::size_t>(Loss::count));

struct LoadResult {
  std::vector<std::int64_t> answered_ns;  // one per caller that was served, sorted
  std::array<std::uint64_t, loss_names.size()> lost{};
  std::int64_t elapsed_ns = 0;

  double rate_per_s() const;
  /// The latency that the share `quantile` (0..1) of the callers did not exceed; 0 when nobody was served.
  double quantile_us(double quantile) const;
};

/// A socket on its way to 127.0.0.1:port from `source` (host byte order, 0: any); without a value: errno says
/// why.
Fd call_door(std::uint16_t port, std::uint32_t source, bool blocking);

LoadResult run_load(const LoadPlan& plan);

}  // namespace rouse::bench
