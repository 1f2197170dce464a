#include "sysv/super_server.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>
#include <string>

#include "base/fd.h"
#include "base/text.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/program.h"
#include "sysv/preparation.h"

namespace rouse::sysv {

namespace {

std::string_view first_line(std::string_view text) { return trimmed(text.substr(0, text.find('\n'))); }

/// The process of the pid file, if its name says that it is a super-server and not whoever got the number
/// later. Held before it is looked at: the answer is about the process that the descriptor means.
Fd running_super_server(const Tree& tree) {
  Result<std::string> text = sys::read_file(tree.path("/var/run/xinetd.pid"), 4096);
  std::optional<std::uint64_t> pid = text ? whole_number(first_line(*text), INT_MAX) : std::nullopt;
  if (!pid) return Fd();
  Result<Fd> process = sys::pidfd_open(static_cast<pid_t>(*pid));
  if (!process) return Fd();
  Result<std::string> name = sys::read_file(fmt::format("/proc/{}/comm", *pid), 4096);
  if (!name || (first_line(*name) != "xinetd" && first_line(*name) != "roused")) return Fd();
  return std::move(*process);
}

/// The script with nothing to read and nobody to talk to.
Result<sys::Program> start_reload(const Tree& tree, const std::string& script) {
  auto command = ready_script(tree, script, {"reload"}, "dumb");
  if (!command) return std::unexpected(command.error());
  Result<Fd> null = sys::open_null();
  if (!null) return std::unexpected(null.error());
  return sys::start_program({.argv = command->argv,
                             .environment = command->environment,
                             .folder = command->folder,
                             .input = null->raw(),
                             .output = null->raw(),
                             .errors = null->raw(),
                             .own_group = true,
                             .umask = 022});
}

std::string how_it_ended(int wait_status) {
  if (WIFEXITED(wait_status)) return fmt::format("exit status {}", WEXITSTATUS(wait_status));
  return fmt::format("signal {}", WTERMSIG(wait_status));
}

Result<void> reload_by_script(const Tree& tree, const std::string& script, Duration time_limit) {
  Result<sys::Program> program = start_reload(tree, script);
  if (!program) return std::unexpected(program.error());
  bool in_time = sys::ends_within(program->pidfd.raw(), time_limit);
  if (!in_time) (void)sys::pidfd_signal_group(program->pidfd.raw(), program->pid, SIGKILL);
  Result<sys::Reaped> ended = sys::reap(program->pid);
  if (!ended) return std::unexpected(ended.error());
  if (!in_time)
    return failed("reload", 0,
                  fmt::format("{}: had not ended within {} s and was killed", script,
                              std::chrono::duration<double>(time_limit).count()));
  if (ended->wait_status == 0) return {};
  return failed("reload", 0, fmt::format("{}: {}", script, how_it_ended(ended->wait_status)));
}

}  // namespace

Result<void> reload_super_server(const Tree& tree, Duration time_limit) {
  Fd process = running_super_server(tree);
  std::string script = tree.script("xinetd");
  if (!sys::executable(script))
    return process ? sys::pidfd_send_signal(process.raw(), SIGHUP) : Result<void>{};
  Result<void> done = reload_by_script(tree, script, time_limit);
  return process ? done : Result<void>{};
}

bool super_server_runs(const Tree& tree) { return static_cast<bool>(running_super_server(tree)); }

bool has_super_server(const Tree& tree) {
  constexpr std::array programs = {"/usr/sbin/xinetd", "/usr/sbin/roused", "/usr/local/sbin/roused"};
  return std::ranges::any_of(programs,
                             [&](const char* path) { return sys::executable(tree.path(path)).has_value(); });
}

}  // namespace rouse::sysv
