// RouseTakeover: `rouse takeover`: rouse takes the place of the xinetd that runs, and with --undo the other
// way round.
//
//   judge --> record --> start roused --adopt --> it serves, too --> QUIT to xinetd --> xinetd has ended
//     |                                                                 ^
//     +--the kernel refuses--> QUIT to xinetd --> start roused          |
//   interrupted in between, the next `rouse takeover` goes on here -----+
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

Exit rouse_takeover(const RouseRequest& request);

}  // namespace rouse::tools
