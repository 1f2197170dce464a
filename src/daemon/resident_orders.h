// ResidentOrders: residents started, stopped and restarted by order, and what comes of it.
#pragma once

#include <string>
#include <vector>

#include "control/order.h"
#include "control/reply.h"
#include "loop/co.h"
#include "supervise/residents.h"

namespace rouse::daemon {

/// Gives the order `kind` (start, stop or restart) to the residents `ids`, and tells how they are when all
/// have settled, at the latest when control::order_patience is over. Both pointers must stay good.
loop::Co<control::Reply> direct_residents(loop::Loop* loop, supervise::Residents* residents,
                                          control::OrderKind kind, std::vector<std::string> ids);

}  // namespace rouse::daemon
