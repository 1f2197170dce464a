// Daytime (RFC 867): the date and the time, for people.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/fd.h"
#include "builtin/scratch.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

/// "22 NOV 2026 16:09:36 UTC\r\n" (reference/xinetd.md 7): local time and the zone's name. The zone is read
/// once per process: call tzset() before the files are out of reach.
std::string daytime_text(WallTime at);

/// Says daytime_text() and ends.
loop::Co<void> daytime(loop::Loop* loop, Fd caller, Scratch* scratch);

}  // namespace rouse::builtin
