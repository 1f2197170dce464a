#include "daemon/consistency.h"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace rouse::daemon {

void check_books(const listen::Sessions& sessions, const listen::Places& places, log::DaemonLog& log) {
  std::vector<std::string> problems = sessions.inconsistencies(places);
  for (const std::string& problem : problems) log.error(problem);
  if (problems.empty()) return log.info("Consistency check passed");
  log.warning(fmt::format("Consistency check detected {} errors", problems.size()));
}

}  // namespace rouse::daemon
