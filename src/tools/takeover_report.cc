#include "tools/takeover_report.h"

#include <fmt/format.h>

#include "config/check_json.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

std::string_view outcome_of(Exit exit) {
  switch (exit) {
    case Exit::done:
      return "done";
    case Exit::not_running:
      return "not running";
    case Exit::not_permitted:
      return "not permitted";
    default:
      return "failed";
  }
}

std::string number_or_null(pid_t pid) { return pid == 0 ? "null" : std::to_string(pid); }

std::string json_of(const TakeoverReport& report) {
  return fmt::format(
      R"({{"outcome":"{}","changed":{},"text":{},"way":{},"xinetd":{},"rouse":{},"findings":{}}})"
      "\n",
      outcome_of(report.exit), report.changed, config::json_string(report.text.in_english()),
      report.way.empty() ? "null" : config::json_string(report.way), number_or_null(report.xinetd),
      number_or_null(report.rouse), report.findings.empty() ? "null" : report.findings);
}

}  // namespace

Exit tell(const RouseRequest& request, const TakeoverReport& report) {
  if (request.json) {
    print(json_of(report));
    return report.exit;
  }
  print(report.findings);
  if (report.exit == Exit::done) {
    print(translated(report.text) + (report.changed ? "\nchanged: yes\n" : "\nchanged: no\n"));
  } else {
    complain(fmt::format("rouse: {}\n", translated(report.text)));
  }
  return report.exit;
}

}  // namespace rouse::tools
