#include "tools/daemon_notice.h"

#include <algorithm>

#include "control/client.h"
#include "sysv/super_server.h"
#include "tools/daemon_words.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

/// Names may have to be looked up before the files are read.
constexpr int reload_patience_ms = 60'000;

DaemonNotice not_told(std::string_view reason) {
  return {.problems = {translated("xinetd was not told of the change: {}", reason)}};
}

}  // namespace

DaemonNotice tell_daemon(const sysv::Tree& tree, std::span<const std::string> paths,
                         const std::string& control_path) {
  auto reply = control::ask(control_path, {control::OrderKind::reload, {}}, reload_patience_ms);
  if (!reply && reply.error().trouble != control::Trouble::not_running)
    return not_told(text_in_words(reply.error()));
  if (!reply) {
    bool runs = super_server_runs(tree);
    Result<void> told = reload_super_server(tree);
    return told ? DaemonNotice{.runs = runs} : not_told(told.error().text());
  }
  bool failed = reply->outcome != control::Outcome::done;
  DaemonNotice out{.refused = failed};
  if (failed)
    out.problems.push_back(translated("xinetd did not take up the change: {}", text_in_words(*reply, {})));
  if (!reply->reload) return out;
  // What is wrong with other files is not news, unless all is refused for it.
  for (const std::string& problem : reply->reload->problems) {
    auto is_about = [&](const std::string& path) { return problem.starts_with(path + ":"); };
    if (failed || std::ranges::any_of(paths, is_about)) out.problems.push_back(problem);
  }
  return out;
}

}  // namespace rouse::tools
