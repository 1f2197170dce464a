// Rate: the cps limit of one service, counted exactly as xinetd counts (reference/xinetd.md 4.6): a window of
// N seconds (N is the number of connections!), in it the average per second in integers. With a window of its
// own (cps_window) the limit is the number of arrivals in it, as the inetds count their nowait.N.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "config/service_config.h"

namespace rouse::access {

/// What one service remembers of its arrivals. A new one ({}) has seen none.
struct RateMeter {
  std::int64_t window_start_s = 0;
  std::uint64_t seen = 0;
};

/// Counts one arrival at `now_s` (any clock that counts seconds). False: too many, the door closes for
/// `limit.wait_s`; the meter goes on from where it was, as xinetd's.
constexpr bool note_arrival(RateMeter& meter, const config::CpsLimit& limit, std::int64_t now_s) {
  if (limit.connections == 0) return true;
  std::int64_t age_s = now_s - meter.window_start_s;
  std::uint64_t window_s = limit.window_s > 0 ? limit.window_s : limit.connections;
  bool inside = meter.seen > 0 && age_s >= 0 && std::cmp_less(age_s, window_s);
  if (!inside) {
    meter = {now_s, 1};
    return true;
  }
  ++meter.seen;
  if (limit.window_s > 0) return meter.seen <= limit.connections;
  return meter.seen / static_cast<std::uint64_t>(std::max<std::int64_t>(age_s, 1)) <= limit.connections;
}

}  // namespace rouse::access
