// AdviceOrders: what the daemon knows that tells how a service would best be served, and a trial of it.
#pragma once

#include "control/order.h"
#include "control/reply.h"
#include "listen/service.h"
#include "loop/co.h"
#include "warm/trial.h"

namespace rouse::daemon {

/// Services that are looked at for one order: more would keep callers waiting.
inline constexpr std::size_t advised_most = 1024;

/// Whether it can be warm, by its configuration and by the file of its server.
control::AdviceFacts advice_facts(const listen::Service& service);

/// Parks its server on trial at the park point that the order's argument names ("main", "io"; none: that of
/// the service), and adds to `reply`, which has its status, what came of it. A service that cannot be warm is
/// not tried.
loop::Co<control::Reply> try_service(warm::TrialMeans means, std::shared_ptr<listen::Service> service,
                                     control::Order order, control::Reply reply);

}  // namespace rouse::daemon
