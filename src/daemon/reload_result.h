// ReloadResult: what a reload changes, for whoever ordered it. Pure.
#pragma once

#include "config/configuration.h"
#include "control/reply.h"

namespace rouse::daemon {

/// From the services of `before` to those of `now`, by name; and what is wrong with the files of `now`. Where
/// an entry stands in them makes no difference.
control::ReloadResult reload_result(const config::Configuration& before, const config::Configuration& now);

}  // namespace rouse::daemon
