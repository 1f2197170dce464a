// EventOrders: what happened lately, out of the ring (log/ring.h). An order takes these arguments:
//
//   after=NUMBER   only events with a greater number
//   since=TIME     only those not before this wall time, in seconds since 1970
//   wait           if there is none, the answer waits for one, a few seconds at most
//
// So whoever follows asks again and again, after the last number he was told: the daemon never has to wait
// for him. An answer has at most `events_at_once`; whoever gets as many asks for more.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <string>

#include "control/order.h"
#include "control/reply.h"
#include "log/ring.h"
#include "loop/co.h"
#include "loop/flag.h"

namespace rouse::daemon {

inline constexpr std::size_t events_at_once = 256;
/// Below what tools wait for an answer.
inline constexpr std::chrono::seconds events_patience{5};

struct EventQuery {
  std::uint64_t after = 0;
  std::int64_t since = 0;
  bool waits = false;
  std::function<bool(const std::string& id)> is_wanted = {};  // none: all services
};

/// What the order's arguments say; else what is wrong with them.
std::expected<EventQuery, std::string> event_query(const control::Order& order);
/// Those in the ring that the query means, the eldest first.
std::vector<control::EventLine> events_in(const log::Ring& ring, const EventQuery& query);
/// The answer; `noted` is raised when the ring has another event.
loop::Co<control::Reply> tell_events(loop::Loop* loop, loop::Flag* noted, const log::Ring* ring,
                                     EventQuery query);

}  // namespace rouse::daemon
