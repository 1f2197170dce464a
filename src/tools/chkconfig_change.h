// ChkconfigChange: on, off, reset, resetpriorities, --add, --del and --override, of init scripts by their
// links and of xinetd's services in their files. One change at a time: whoever comes second waits and reads
// what the first has made.
#pragma once

#include "tools/chkconfig_run.h"

namespace rouse::tools {

void change(ChkconfigRun& run);
/// Makes xinetd read its files again if a change has left it behind. After the change, whose lock is free
/// again: a script that is asked to reload may call chkconfig.
void tell_super_server(ChkconfigRun& run);

}  // namespace rouse::tools
