// ChkconfigCommands: what chkconfig does, and what it says about it, to the byte of chkconfig 1.3.49
// (reference/sysv.md 4.2 to 4.9). In people's languages through tools/translation.h.
#pragma once

#include "tools/chkconfig_run.h"

namespace rouse::tools {

/// `explains`: somebody reads the errors on a terminal.
Outcome run_chkconfig(const ChkconfigOptions& options, bool explains);

}  // namespace rouse::tools
