// Runlevel: in which one the machine is.
#pragma once

#include <optional>

#include "base/error.h"

namespace rouse::sys {

/// What `runlevel` would print as the current one: of $RUNLEVEL beside $PREVLEVEL, as init scripts have them
/// during a change, else of utmp's record: '0' to '6' or 'S'. Nothing where nobody has set one, as in
/// containers.
std::optional<char> current_runlevel();

/// Writes utmp's record of it, as init does, so that `runlevel` and `who -r` tell it; `previous` is 'N' where
/// there was none. There must be such a file.
Result<void> record_runlevel(char level, char previous);

}  // namespace rouse::sys
