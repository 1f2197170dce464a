#include "tools/rouse_check.h"

#include <fmt/format.h>

#include "sys/file.h"
#include "tools/daemon_program.h"
#include "tools/service_entry.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

std::vector<std::string> words_of(const RouseRequest& request) {
  std::vector<std::string> out = {"--check"};
  if (!request.operands.empty()) {
    out.insert(out.end(), {"-f", request.operand()});
  } else if (sys::readable(std::string(inetd_file))) {
    out.emplace_back("-inetd_compat");
  }
  for (const auto& [option, value] : request.options) out.push_back(option);
  if (request.json) out.emplace_back("--json");
  return out;
}

}  // namespace

Exit rouse_check(const RouseRequest& request) {
  if (request.options.size() > 1) {
    complain(fmt::format("rouse: {}\n", translated("--migrate and --portable exclude each other")));
    return Exit::usage;
  }
  Result<int> status = run_daemon_program(words_of(request));
  if (!status) {
    (void)tell(request, control::refusal(control::Outcome::failed, status.error().text()));
    return Exit::failed;
  }
  return *status == 0 ? Exit::done : Exit::failed;
}

}  // namespace rouse::tools
