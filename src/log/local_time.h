// LocalTime: the time stamps that logs use, in local time. The calendar is asked once a minute, not once a
// line.
#pragma once

#include <string>

#include "base/clock.h"

namespace rouse::log {

/// "26/11/22@16:09:34", month and day not padded (reference/xinetd.md 6).
std::string file_stamp(WallTime at);
/// "Nov  2 16:27:29".
std::string syslog_stamp(WallTime at);
/// "16:09:34".
std::string clock_stamp(WallTime at);
/// "2026-11-22T16:09:34Z": universal time.
std::string iso_stamp(WallTime at);

}  // namespace rouse::log
