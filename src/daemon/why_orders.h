// WhyOrders: whether somebody would come in at a service, and what refused him lately. An order takes the
// caller's address as its first argument, and may have a second:
//
//   at=MINUTE   when it is next so late: a minute of the local day, 0 to 1439
//
// The refusals are those that are in the ring still (log/ring.h).
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "control/order.h"
#include "control/reply.h"
#include "listen/foresight.h"
#include "log/ring.h"
#include "loop/co.h"

namespace rouse::daemon {

/// Refusals that are told one by one.
inline constexpr std::size_t refusals_told = 10;

struct WhyQuery {
  net::Address caller;
  std::optional<int> minute;
};

/// What the order's arguments say; else what is wrong with them.
std::expected<WhyQuery, std::string> why_query(const control::Order& order);

/// The answer for a service that has a gate; `engine` and `ring` outlive it.
loop::Co<control::WalkStatus> tell_why(listen::Engine* engine, const log::Ring* ring,
                                       std::shared_ptr<listen::Service> service, WhyQuery query);
/// For one that has none: a resident, or what is not served.
control::WalkStatus why_without_gate(const control::ServiceStatus& service, const log::Ring& ring,
                                     const WhyQuery& query, WallTime now);

}  // namespace rouse::daemon
