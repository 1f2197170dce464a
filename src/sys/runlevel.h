// Runlevel: in which one the machine is.
#pragma once

#include <optional>

namespace rouse::sys {

/// What `runlevel` would print as the current one: of $RUNLEVEL beside $PREVLEVEL, as init scripts have them
/// during a change, else of utmp's record: '0' to '6' or 'S'. Nothing where nobody has set one, as in
/// containers.
std::optional<char> current_runlevel();

}  // namespace rouse::sys
