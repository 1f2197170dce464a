#include "daemon/consistency.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "loop/sleep.h"

namespace rouse::daemon {

void check_books(const listen::Sessions& sessions, const listen::Places& places, log::DaemonLog& log) {
  std::vector<std::string> problems = sessions.inconsistencies(places);
  for (const std::string& problem : problems) log.error(problem);
  if (problems.empty()) return log.info("Consistency check passed");
  log.warning(fmt::format("Consistency check detected {} errors", problems.size()));
}

loop::Task check_books_every(loop::Loop* loop, std::chrono::seconds interval,
                             const listen::Sessions* sessions, const listen::Places* places,
                             log::DaemonLog* log) {
  for (;;) {
    co_await loop::sleep_for(*loop, interval);
    check_books(*sessions, *places, *log);
  }
}

}  // namespace rouse::daemon
