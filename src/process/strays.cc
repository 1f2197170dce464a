#include "process/strays.h"

#include <algorithm>

namespace rouse::process {

void Strays::enter(pid_t pid, int wait_status, std::int64_t ended_ns) {
  Stray& next = ring[entered % strays_most];
  next.pid = 0;
  next.wait_status = wait_status;
  next.ended_ns = ended_ns;
  next.pid = pid;
  ++entered;
}

/// The latest first: it is most likely asked for.
std::optional<Strays::End> Strays::claim(pid_t pid, std::int64_t since_ns) {
  std::uint32_t last = entered;
  for (std::uint32_t back = 1; back <= std::min(last, strays_most); ++back) {
    Stray& stray = ring[(last - back) % strays_most];
    if (stray.pid != pid || stray.ended_ns < since_ns) continue;
    End end{stray.wait_status, stray.ended_ns};
    pid_t unclaimed = pid;
    if (stray.pid.compare_exchange_strong(unclaimed, 0)) return end;
  }
  return std::nullopt;
}

}  // namespace rouse::process
