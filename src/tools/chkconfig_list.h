// ChkconfigList: `chkconfig --list`, of all or of one, as text or as JSON.
#pragma once

#include "tools/chkconfig_run.h"

namespace rouse::tools {

void list(ChkconfigRun& run);

}  // namespace rouse::tools
