// Advice: in which mode a service would best be served, from what the daemon has counted and measured of it.
// Pure.
//
//   on-demand   nothing waits in memory, and each caller for the start of his server
//   warm        one parked process waits, and callers for a fork of it
//   measure     what warm would save is not known well enough: a trial tells
//   wait        there have been too few callers yet
//   none        neither is a question: it always runs, or is not served
//
// What warm saves is the way of a server from its start to its park point. Of a warm service, and on trial,
// that is measured. Else all that is known is that no start took longer than the shortest session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "control/reply.h"

namespace rouse::tools {

namespace recommendation {
inline constexpr std::string_view on_demand = "on-demand", warm = "warm", measure = "measure", wait = "wait",
                                  none = "none";
}

/// Less is no ground for an advice: so many callers, or so long a time.
inline constexpr std::uint64_t advice_callers_least = 20, advice_watched_least_s = 600,
                               advice_enough_s = 86'400;
/// With fewer callers a parked process ends (idle_timeout) before the next one comes.
inline constexpr std::uint64_t warm_callers_an_hour_least = 6;
/// A parked process pays if callers wait so much less in an hour, for each of these pieces of its memory.
inline constexpr std::uint64_t warm_saves_an_hour_us = 1'000'000, warm_piece_bytes = 10U << 20;

/// How much less a caller waits with a parked process.
struct Saving {
  enum class Source : std::uint8_t { starts, trial, sessions };
  std::uint64_t us = 0;
  Source source = Source::sessions;  // of sessions: it is at most that
  std::uint64_t times = 0;           // so often it was measured; it is the shortest of them

  bool is_bound() const { return source == Source::sessions; }
  bool operator==(const Saving&) const = default;
};

struct Advice {
  std::string_view recommended = recommendation::none;
  Sentence why = {};
  std::uint64_t watched_s = 0, callers = 0;
  double callers_an_hour = 0;
  std::optional<Saving> saving = {};
  std::string point = {};               // where that was measured: "main", "io"; empty: at none
  std::uint64_t memory_bytes = 0;       // that is parked, or was on trial; 0: unknown
  std::string command = {};             // that would bring it about; empty: it is so already
  std::vector<std::string> lines = {};  // of its entry that say the same

  /// Of all callers together, in an hour.
  std::uint64_t saved_an_hour_us() const {
    return saving ? static_cast<std::uint64_t>(callers_an_hour * static_cast<double>(saving->us)) : 0;
  }
};

/// `now`: wall time.
Advice advice_about(const control::ServiceStatus& service, std::uint64_t now);

}  // namespace rouse::tools
