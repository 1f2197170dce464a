// DaemonProgram: the roused that lies beside this tool, for what only it can tell: its rules about services
// are in rooms that the tools do not have.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace rouse::tools {

/// Runs it with these words, on this tool's own descriptors and in its folder, and waits for its end. Its
/// exit status, or 128 and the signal that ended it; an error: it could not be started.
Result<int> run_daemon_program(std::vector<std::string> words);

}  // namespace rouse::tools
