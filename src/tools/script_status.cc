#include "tools/script_status.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "log/json.h"
#include "loop/task.h"
#include "sysv/preparation.h"
#include "tools/service_messages.h"

namespace rouse::tools {

namespace {

constexpr std::array<std::string_view, 4> states = {"running", "dead, pid file exists",
                                                    "dead, lock file exists", "stopped"};

loop::Task ask(loop::Loop* loop, const sysv::Tree* tree, std::string name, Duration time_limit,
               std::optional<ScriptStatus>* answer) {
  ScriptStatus status =
      co_await ask_script(loop, tree, std::move(name), "/", supervise::ScriptOutput::apart, time_limit);
  *answer = std::move(status);
  loop->stop();
}

}  // namespace

std::string_view state_word(int exit_status) {
  auto at = static_cast<std::size_t>(exit_status);
  return at < states.size() ? states[at] : "unknown";
}

loop::Co<ScriptStatus> ask_script(loop::Loop* loop, const sysv::Tree* tree, std::string name,
                                  std::string folder, supervise::ScriptOutput output, Duration time_limit) {
  ScriptStatus out{.name = name, .end = {}, .complaint = {}};
  const char* terminal = std::getenv("TERM");
  auto command =
      sysv::ready_script(*tree, tree->script(name), {"status"}, terminal == nullptr ? "" : terminal);
  if (!command) {
    out.complaint = cannot_prepare(name, command.error());
    co_return out;
  }
  supervise::ScriptStart start{.argv = std::move(command->argv),
                               .environment = std::move(command->environment),
                               .folder = std::move(folder),
                               .output = output,
                               .time_limit = time_limit};
  Result<supervise::ScriptEnd> end = co_await supervise::run_script(loop, std::move(start));
  if (end)
    out.end = std::move(*end);
  else
    out.complaint = cannot_run(tree->script(name), end.error().code);
  co_return out;
}

Result<ScriptStatus> script_status(const sysv::Tree& tree, const std::string& name, std::int64_t timeout_s) {
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  if (!loop) return std::unexpected(loop.error());
  std::optional<ScriptStatus> answer;
  loop::Tasks tasks(**loop);
  tasks.start(ask(loop->get(), &tree, name, std::chrono::seconds(timeout_s), &answer));
  (*loop)->run();
  return std::move(*answer);
}

std::string json_text(const ScriptStatus& status) {
  std::optional<std::int64_t> exit_status;
  if (status.end && !status.end->overdue) exit_status = status.end->status();
  return log::JsonObject()
      .add("name", status.name)
      .add("kind", "script")
      .add("state", exit_status ? state_word(static_cast<int>(*exit_status)) : "unknown")
      .add("exit_status", exit_status)
      .add("output", status.end ? status.end->output.text : "")
      .add("errors", status.end ? status.end->errors.text : status.complaint)
      .text();
}

}  // namespace rouse::tools
