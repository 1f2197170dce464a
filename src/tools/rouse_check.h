// `rouse check [FILE]`: what `roused --check` says of a configuration, with the exit statuses of rouse. Asks
// no daemon that runs.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

/// FILE is /etc/xinetd.conf by default, and then inetd.conf is read, too, where there is one. Fails if the
/// configuration has errors or services that are not served; with --portable also if a line means something
/// else to xinetd.
Exit rouse_check(const RouseRequest& request);

}  // namespace rouse::tools
