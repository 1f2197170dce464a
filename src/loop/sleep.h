// sleep: a point in time to wait for. `co_await sleep_for(loop, 10s);`
#pragma once

#include <coroutine>

#include "loop/loop.h"

namespace rouse::loop {

/// Until `instant`; also a past one suspends, until the next turn.
inline Wait sleep_until(Loop& loop, Instant instant) { return Wait(loop, nullptr, false, instant); }
inline Wait sleep_for(Loop& loop, Duration duration) { return sleep_until(loop, loop.now() + duration); }

/// Never comes: whoever awaits it stays where he is until his task is cancelled.
inline std::suspend_always for_ever() { return {}; }

}  // namespace rouse::loop
