// RouseWhy: `rouse why`: would a caller come in, and what refused him?
#pragma once

#include <optional>
#include <string_view>

#include "tools/rouse_request.h"

namespace rouse::tools {

Exit rouse_why(const RouseRequest& request);

/// "23:30", "8:05" as minutes of the day; nothing: it is no time of day.
std::optional<int> minute_of_day(std::string_view text);

}  // namespace rouse::tools
