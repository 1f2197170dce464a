// Health: what is wrong with the daemon and its services, weighed as a Nagios plugin does. Pure.
//
//   critical  a service that should be served and is not; a resident given up
//   warning   a door closed by order, paused by cps or waiting for its port; a resident that does not stay
//   up; a
//             server that could not be executed, in the last five minutes; a steward that died, in the last
//             hour; a reload that was not taken over
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/daemon_state.h"

namespace rouse::tools {

/// Their numbers are the exit statuses of a plugin.
enum class Verdict : std::uint8_t { ok = 0, warning = 1, critical = 2, unknown = 3 };

inline constexpr std::array<std::string_view, 4> verdict_words = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

struct Health {
  Verdict verdict = Verdict::ok;
  std::vector<std::string> problems = {};  // the worst first
  std::string performance = {};            // "services=3 sessions=1 ..."
};

Health health_of(const DaemonState& state);
/// "ROUSE WARNING - telnet is paused | services=3 ..."; one line whatever the texts hold.
std::string plugin_line(const Health& health);

}  // namespace rouse::tools
