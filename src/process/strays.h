// Strays: ends that the keeper has seen before the steward could say whose they were. The children of a
// parked process tell the steward their pids themselves, and one that is quick has been reaped before that is
// heard. A ring in the memory of the book: the keeper enters, and whoever of the two learns first whose an
// end is claims it.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

namespace rouse::process {

/// One end. Fixed layout, as the book's slots.
struct Stray {
  std::atomic<pid_t> pid;  // 0: nobody's, or claimed
  std::int32_t wait_status;
  std::int64_t ended_ns;
};

/// As many are remembered, the latest ones.
inline constexpr std::uint32_t strays_most = 1024;

struct Strays {
  std::atomic<std::uint32_t> entered;
  std::array<Stray, strays_most> ring;

  /// Keeper.
  void enter(pid_t pid, int wait_status, std::int64_t ended_ns);
  /// The end of `pid` that came at `since_ns` or later, to whoever asks first.
  struct End {
    int wait_status;
    std::int64_t ended_ns;
  };
  std::optional<End> claim(pid_t pid, std::int64_t since_ns);
};

}  // namespace rouse::process
