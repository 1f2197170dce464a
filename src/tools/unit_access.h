// UnitAccess: only_from and no_access as IPAddressAllow= and IPAddressDeny=. With systemd what is allowed
// wins, with rouse what is refused: so the allowed networks are given without the refused ones. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/service_config.h"

namespace rouse::tools {

struct UnitAccess {
  /// The lines. Whoever is in none of those that are allowed is refused, if there is an only_from.
  std::string lines;
  /// The words that systemd has nothing for: names, and addresses with a scope.
  std::vector<std::string> only_from_left, no_access_left;
};

/// `takes_both`: callers over IPv4 come to an IPv6 socket.
UnitAccess unit_access(const config::ServiceConfig& service, bool takes_both);

}  // namespace rouse::tools
