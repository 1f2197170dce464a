#include "tools/rouse_health.h"

#include <fmt/format.h>

#include "config/check_json.h"
#include "tools/daemon_state.h"
#include "tools/health.h"
#include "tools/standard_output.h"

namespace rouse::tools {

namespace {

Health look(const RouseRequest& request) {
  std::expected<DaemonState, DaemonTrouble> state = daemon_state(request.control_path, false);
  if (!state) return {Verdict::unknown, {state.error().text}, ""};
  return health_of(*state);
}

std::string health_json(const Health& health) {
  std::string problems;
  for (const std::string& problem : health.problems)
    problems += (problems.empty() ? "" : ",") + config::json_string(problem);
  return fmt::format("{{\"status\":\"{}\",\"problems\":[{}],\"performance\":{}}}\n",
                     verdict_words[static_cast<std::size_t>(health.verdict)], problems,
                     config::json_string(health.performance));
}

}  // namespace

/// A plugin speaks on standard output, whatever is wrong, and never in another language.
Exit rouse_health(const RouseRequest& request) {
  Health health = look(request);
  print(request.json ? health_json(health) : plugin_line(health));
  return static_cast<Exit>(health.verdict);
}

}  // namespace rouse::tools
