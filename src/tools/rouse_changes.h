// `rouse open|close NAME`: the door of a service, until the daemon is restarted. `rouse start|stop|restart
// NAME`: a resident.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

Exit rouse_open(const RouseRequest& request);
Exit rouse_close(const RouseRequest& request);
Exit rouse_start(const RouseRequest& request);
Exit rouse_stop(const RouseRequest& request);
Exit rouse_restart(const RouseRequest& request);

}  // namespace rouse::tools
