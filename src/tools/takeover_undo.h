// TakeoverUndo: `rouse takeover --undo`: xinetd, started as it was, takes the place of rouse again.
//
//   judge what xinetd would read otherwise --> QUIT to rouse --> rouse has ended --> start xinetd
//                                                                                      | ends at once
//                                                                start rouse again <---+
// xinetd cannot take doors, so callers in between are refused.
#pragma once

#include "tools/rouse_request.h"
#include "tools/takeover_report.h"

namespace rouse::tools {

TakeoverReport undo_takeover(const RouseRequest& request);

}  // namespace rouse::tools
