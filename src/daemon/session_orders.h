// SessionOrders: orders about the servers that run for callers: which there are, and the end of one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/order.h"
#include "control/reply.h"
#include "listen/sessions.h"

namespace rouse::daemon {

/// "4711.1a2b3c": its process and when that began, which no other session ever has in common with it.
std::string id_of(const listen::Session& session);

/// Those of the services that `is_wanted` likes, the eldest first.
std::vector<control::SessionStatus> session_statuses(
    const listen::Sessions& sessions, const Clock& clock,
    const std::function<bool(const listen::Service&)>& is_wanted);

/// Sends the session that the order names TERM, or KILL with the argument "force". One that there is not any
/// more is no failure: nothing is changed.
control::Reply kill_session(const listen::Sessions& sessions, const Clock& clock,
                            const control::Order& order);

}  // namespace rouse::daemon
