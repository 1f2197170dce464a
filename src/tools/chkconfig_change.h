// ChkconfigChange: on, off, reset, resetpriorities, --add, --del and --override, of init scripts by their
// links and of xinetd's services in their files. One change at a time: whoever comes second waits and reads
// what the first has made.
#pragma once

#include "tools/chkconfig_run.h"

namespace rouse::tools {

void change(ChkconfigRun& run);

}  // namespace rouse::tools
