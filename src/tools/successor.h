// Successor: who answers at a control socket after a steward has gone: the next one of the same daemon, after
// a crash or an upgrade.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "control/reply.h"

namespace rouse::tools {

/// In which there is one: a new version has 30 s to serve, then the old one comes back.
inline constexpr std::chrono::seconds successor_patience{75};

/// Asks for the status of the daemon at `control_path` again and again until it `suits`. Nothing: none has in
/// time.
std::optional<control::Reply> await_daemon(const std::string& control_path, Duration patience,
                                           std::function<bool(const control::DaemonStatus&)> suits);

}  // namespace rouse::tools
