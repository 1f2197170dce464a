// RcRecord: what rouse-rc has started, as the file that one call leaves to the next: a line for each script,
// "LEVEL LINK" or "LEVEL LINK locked".
#pragma once

#include <string>

#include "base/error.h"
#include "supervise/runlevel.h"
#include "sysv/tree.h"

namespace rouse::tools {

inline constexpr std::string_view rc_record_path = "/run/rouse/rc";

/// Those of the record whose links are still there; none where there is no record.
supervise::StartedScripts read_record(const sysv::Tree& tree);
/// Writes it in one step.
Result<void> write_record(const sysv::Tree& tree, int level, const supervise::StartedScripts& started);

}  // namespace rouse::tools
