// Tally: what is counted of one service for people and monitoring. Plain numbers inside the service's record
// (ledger.h): they cost next to nothing and go on after a reload, and with the next steward.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <numeric>

#include "access/reason.h"
#include "base/clock.h"
#include "net/address.h"
#include "process/spans.h"
#include "warm/park_counts.h"

namespace rouse::listen {

/// The greatest times of the histogram's steps; those that take longer are a step of their own.
inline constexpr std::array<std::uint64_t, 8> start_steps_us = {100,   250,    500,    1'000,
                                                                2'500, 10'000, 50'000, 250'000};

struct Tally {
  WallTime since = 0;  // it counts
  std::uint64_t served = 0;
  std::array<std::uint64_t, access::reason_words.size()> refused = {};  // by access::Reason
  std::uint64_t unidentified = 0;                                       // refused because of IDONLY
  std::uint64_t failed_starts = 0;                                      // servers that could not be executed
  WallTime failed_at = 0;                                               // the last of them; 0: none
  std::array<std::uint64_t, start_steps_us.size() + 1> starts = {};     // servers, by the time it took
  std::uint64_t starts_us = 0;                                          // the sum of those times
  process::Spans own_sessions = {};     // servers that were started for their callers, from that to their end
  process::Spans forked_sessions = {};  // servers that were forked of a parked process
  process::Spans forks = {};            // from when it was given the caller until his server was there
  std::uint64_t served_cold = 0;        // callers of a warm service whose servers were started for them
  warm::ParkCounts parks = {};
  net::Endpoint caller = {};  // the last one, however it went
  WallTime called_at = 0;     // 0: nobody has called yet

  void serve(const net::Endpoint& who, WallTime now) {
    ++served;
    note(who, now);
  }
  void refuse(access::Reason reason, const net::Endpoint& who, WallTime now) {
    ++refused[static_cast<std::size_t>(reason)];
    note(who, now);
  }
  void refuse_unidentified(const net::Endpoint& who, WallTime now) {
    ++unidentified;
    note(who, now);
  }
  void fail_start(WallTime now) {
    ++failed_starts;
    failed_at = now;
  }
  /// The process of a server has been made in this time.
  void start_took(Duration time) {
    process::Spans span;
    span.add(time);
    std::uint64_t us = span.sum_us;
    ++starts[static_cast<std::size_t>(std::ranges::lower_bound(start_steps_us, us) - start_steps_us.begin())];
    starts_us += us;
  }
  /// The server is another one from now on: what starting the old one took tells nothing of it.
  void forget_durations() { own_sessions = forked_sessions = parks.parkings = {}; }
  std::uint64_t refused_in_all() const {
    return std::accumulate(refused.begin(), refused.end(), unidentified);
  }

 private:
  void note(const net::Endpoint& who, WallTime now) {
    caller = who;
    called_at = now;
  }
};

}  // namespace rouse::listen
