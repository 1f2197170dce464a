#include "tools/super_server_start.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <system_error>

#include "base/text.h"
#include "control/path.h"
#include "loop/loop.h"
#include "loop/task.h"
#include "supervise/script_run.h"
#include "sys/circumstances.h"
#include "sys/file.h"
#include "sys/other_process.h"
#include "sys/process.h"
#include "tools/xinetd_words.h"

namespace rouse::tools {

namespace {

constexpr std::chrono::minutes start_patience{1};
constexpr std::size_t answer_bytes = std::size_t{64} << 20;

std::string own_roused() {
  std::error_code problem;
  return std::filesystem::read_symlink("/proc/self/exe", problem).parent_path() / "roused";
}

/// Its file is a link to roused: the package that has rouse under the name of xinetd.
bool is_rouse_now(const std::string& program) {
  std::error_code problem;
  return std::filesystem::canonical(program, problem).filename() == "roused";
}

std::vector<std::string> argv_of(const XinetdRecord& record) {
  std::vector<std::string> out = background_words(record.words);
  out.insert(out.begin(), record.name);
  return out;
}

loop::Task run(loop::Loop* loop, supervise::ScriptStart start,
               std::optional<Result<supervise::ScriptEnd>>* answer) {
  Result<supervise::ScriptEnd> end = co_await supervise::run_script(loop, std::move(start));
  *answer = std::move(end);
  loop->stop();
}

std::string how_it_ended(int wait_status) {
  if (WIFEXITED(wait_status)) return fmt::format("exit status {}", WEXITSTATUS(wait_status));
  return fmt::format("signal {}", WTERMSIG(wait_status));
}

/// This process has no other children.
Result<pid_t> adopted_child(const std::string& program) {
  std::vector<pid_t> children = sys::children_of(::getpid());
  if (children.empty()) return failed("start", ESRCH, program);
  return children.front();
}

Result<void> let_start(const sys::ProgramStart& start) {
  Result<sys::Program> starter = sys::start_program(start);
  if (!starter) return std::unexpected(starter.error());
  if (!sys::ends_within(starter->pidfd.raw(), start_patience))
    return failed("start", ETIMEDOUT, start.program);
  Result<sys::Reaped> ended = sys::reap(starter->pid);
  if (!ended) return std::unexpected(ended.error());
  if (ended->wait_status == 0) return {};
  return failed("start", 0, fmt::format("{}: {}", start.program, how_it_ended(ended->wait_status)));
}

}  // namespace

Result<RousedAnswer> run_roused(const XinetdRecord& record, const std::vector<std::string>& more) {
  sys::take_circumstances(record.circumstances);
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  if (!loop) return std::unexpected(loop.error());
  supervise::ScriptStart start{.argv = argv_of(record),
                               .environment = record.environment,
                               .program = own_roused(),
                               .output = supervise::ScriptOutput::apart,
                               .time_limit = start_patience,
                               .umask = record.circumstances.umask,
                               .kept_bytes = answer_bytes};
  start.argv.insert(start.argv.end(), more.begin(), more.end());
  std::string program = start.program;
  std::optional<Result<supervise::ScriptEnd>> end;
  loop::Tasks tasks(**loop);
  tasks.start(run(loop->get(), std::move(start), &end));
  while (!end) (*loop)->turn(-1);
  if (!*end) return std::unexpected(end->error());
  if ((*end)->overdue) return failed("start", ETIMEDOUT, program);
  return RousedAnswer{.status = (*end)->status(),
                      .output = std::move((*end)->output.text),
                      .errors = std::move((*end)->errors.text)};
}

Result<void> start_roused(const XinetdRecord& record, const std::vector<std::string>& more) {
  Result<RousedAnswer> answer = run_roused(record, more);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 0) return {};
  std::string_view said = trimmed(std::string_view(answer->errors).substr(0, answer->errors.find('\n')));
  return failed(
      "start", 0,
      said.empty() ? fmt::format("{}: exit status {}", own_roused(), answer->status) : std::string(said));
}

std::vector<std::string> control_words(const std::string& control_path) {
  if (control_path == control::daemon_path()) return {};
  return {"--control", control_path};
}

Result<void> end_daemon(const Fd& process, Duration patience) {
  Result<void> told = sys::pidfd_send_signal(process.raw(), SIGQUIT);
  if (!told && told.error().code == ESRCH) return {};
  if (!told) return told;
  if (!sys::ends_within(process.raw(), patience)) return failed("kill", ETIMEDOUT, {});
  return {};
}

Result<void> can_start(const XinetdRecord& record) {
  if (is_rouse_now(record.program)) return failed("start", 0, record.program + " is rouse itself by now");
  return sys::executable(record.program);
}

Result<sys::Program> start_xinetd(const XinetdRecord& record) {
  sys::take_circumstances(record.circumstances);
  Result<Fd> null = sys::open_null();
  if (!null) return std::unexpected(null.error());
  (void)sys::adopt_orphans();  // not allowed to: then it is not found below
  Result<void> started = let_start({.argv = argv_of(record),
                                    .environment = record.environment,
                                    .program = record.program,
                                    .input = null->raw(),
                                    .output = null->raw(),
                                    .errors = null->raw(),
                                    .own_group = true,
                                    .umask = record.circumstances.umask});
  if (!started) return std::unexpected(started.error());
  Result<pid_t> pid = adopted_child(record.program);
  if (!pid) return std::unexpected(pid.error());
  Result<Fd> process = sys::pidfd_open(*pid);
  if (!process) return std::unexpected(process.error());
  return sys::Program{.pid = *pid, .pidfd = std::move(*process)};
}

std::string end_of(const sys::Program& ended) {
  Result<sys::Reaped> reaped = sys::reap(ended.pid);
  return reaped ? how_it_ended(reaped->wait_status) : reaped.error().text();
}

}  // namespace rouse::tools
