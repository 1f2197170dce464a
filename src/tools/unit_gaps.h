// UnitGaps: what of a service systemd has nothing for, as a table over its attributes: what keeps it from
// being exported at all, and what is lost on the way. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/service_config.h"

namespace rouse::tools {

struct UnitGap {
  std::string_view attribute;
  std::string_view sentence;             // why, and what to do; to be translated
  std::vector<std::string> values = {};  // what it is about, where not the whole attribute is lost
};

/// Why no unit can stand for it; nothing: one can.
std::optional<UnitGap> unit_obstacle(const config::ServiceConfig& service);

/// What its units do not say, in the order of the table. Addresses and names are unit_access()'s.
std::vector<UnitGap> unit_gaps(const config::ServiceConfig& service);

}  // namespace rouse::tools
