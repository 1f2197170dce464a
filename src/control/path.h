// Path: where a daemon's control socket is, unless it is told otherwise.
#pragma once

#include <string>

namespace rouse::control {

/// The path that stands for having no socket at all.
inline constexpr const char* no_path = "none";

/// Root's daemon: /run/rouse/control. An ordinary user's: rouse/control in his $XDG_RUNTIME_DIR; empty where
/// he has none.
std::string daemon_path();
/// Where a tool asks: at this user's own daemon if it has a socket there, else at root's.
std::string tool_path();

}  // namespace rouse::control
