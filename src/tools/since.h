// Since: the moment that somebody means with --since. Pure, but for the time zone.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace rouse::tools {

/// "15m" (ago; s, m, h, d), "16:09" (today), "2026-11-22", "2026-11-22 16:09", "@1795363774" (seconds since
/// 1970); nothing: it is no time, or before 1970.
std::optional<WallTime> since(std::string_view text, WallTime now);

}  // namespace rouse::tools
