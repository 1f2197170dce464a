// `rouse metrics [--http]`: what monitoring counts, as OpenMetrics; with --http as the answer to one scraper
// on standard input, so that rouse can serve it as any other service.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

Exit rouse_metrics(const RouseRequest& request);

}  // namespace rouse::tools
