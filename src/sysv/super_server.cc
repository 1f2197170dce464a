#include "sysv/super_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>
#include <string>

#include "base/fd.h"
#include "base/text.h"
#include "sys/file.h"
#include "sys/process.h"

namespace rouse::sysv {

namespace {

constexpr int not_started = 127;

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

/// The child's life: the script with nothing to read and nobody to talk to.
int run_reload(const std::string& script) {
  Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null.raw(), standard);
  std::string word = "reload";
  std::array<char*, 3> argv{const_cast<char*>(script.c_str()), word.data(), nullptr};
  ::execv(script.c_str(), argv.data());
  return not_started;
}

Result<void> reload_by_script(const std::string& script) {
  Result<pid_t> child = sys::fork_child([&] { return run_reload(script); });
  if (!child) return std::unexpected(child.error());
  Result<sys::Reaped> ended = sys::reap(*child);
  if (!ended) return std::unexpected(ended.error());
  if (ended->wait_status == 0) return {};
  std::string how = WIFEXITED(ended->wait_status)
                        ? fmt::format("exit status {}", WEXITSTATUS(ended->wait_status))
                        : fmt::format("signal {}", WTERMSIG(ended->wait_status));
  return failed("reload", 0, fmt::format("{}: {}", script, how));
}

}  // namespace

Result<void> reload_super_server(const Tree& tree) {
  Fd process = running_super_server(tree);
  std::string script = tree.script("xinetd");
  if (!sys::executable(script))
    return process ? sys::pidfd_send_signal(process.raw(), SIGHUP) : Result<void>{};
  Result<void> done = reload_by_script(script);
  return process ? done : Result<void>{};
}

bool super_server_runs(const Tree& tree) { return static_cast<bool>(running_super_server(tree)); }

bool has_super_server(const Tree& tree) {
  constexpr std::array programs = {"/usr/sbin/xinetd", "/usr/sbin/roused", "/usr/local/sbin/roused"};
  return std::ranges::any_of(programs,
                             [&](const char* path) { return sys::executable(tree.path(path)).has_value(); });
}

}  // namespace rouse::sysv
