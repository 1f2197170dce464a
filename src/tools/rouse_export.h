// `rouse export systemd NAME`: a service as units of systemd's, for who leaves. Reads the configuration's
// files, and asks no daemon.
#pragma once

#include "tools/rouse_request.h"

namespace rouse::tools {

/// To standard output, or with --output into a folder. A file that is there and says something else stays,
/// unless --force is given. What systemd has nothing for goes to standard error and stands in the units.
Exit rouse_export(const RouseRequest& request);

}  // namespace rouse::tools
