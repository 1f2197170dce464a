#include "tools/super_servers.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <string_view>

#include "base/text.h"
#include "sys/circumstances.h"
#include "sys/file.h"
#include "sys/other_process.h"
#include "sys/process.h"
#include "sys/program.h"
#include "tools/xinetd_words.h"

namespace rouse::tools {

namespace {

constexpr int answer_patience_ms = 10'000;
constexpr const char* pid_file = "/var/run/xinetd.pid";

/// What cannot be asked about another's process is taken for the same.
bool in_same(pid_t pid, std::string_view kind) {
  Result<std::string> own = sys::namespace_of(::getpid(), kind), other = sys::namespace_of(pid, kind);
  return !own || !other || *own == *other;
}

bool is_candidate(pid_t pid) {
  Result<std::string> name = sys::name_of(pid);
  if (!name || (*name != "xinetd" && *name != "roused")) return false;
  Result<uid_t> user = sys::user_of(pid);
  bool ours = user && (*user == 0 || *user == ::geteuid());
  Result<std::vector<std::string>> words = sys::words_of(pid, "cmdline");
  bool lives = words && !words->empty();
  return ours && lives && is_here(pid);
}

/// A server between fork and exec looks like the daemon itself.
void leave_leaders(std::vector<pid_t>& processes) {
  std::vector<pid_t> all = processes;
  std::erase_if(processes,
                [&](pid_t pid) { return std::ranges::binary_search(all, sys::parent_of(pid).value_or(0)); });
}

/// Where it was started, as the shell says that did it; empty: nobody knows.
std::string folder_of(const std::vector<std::string>& environment) {
  constexpr std::string_view label = "PWD=";
  auto found =
      std::ranges::find_if(environment, [&](const std::string& each) { return each.starts_with(label); });
  if (found == environment.end() || found->size() == label.size() || (*found)[label.size()] != '/') return {};
  return found->substr(label.size());
}

}  // namespace

bool is_here(pid_t pid) { return in_same(pid, "pid") && in_same(pid, "net"); }

bool is_rouse(pid_t pid) {
  Result<std::string> program = sys::program_of(pid);
  return program && program->ends_with("/roused");
}

SuperServers super_servers() {
  SuperServers out;
  for (pid_t pid : sys::processes()) {
    if (is_candidate(pid)) (is_rouse(pid) ? out.rouses : out.xinetds).push_back(pid);
  }
  leave_leaders(out.xinetds);
  leave_leaders(out.rouses);
  return out;
}

pid_t in_pid_file() {
  Result<std::string> text = sys::read_file(pid_file, 4096);
  if (!text) return 0;
  std::string_view line = std::string_view(*text).substr(0, text->find('\n'));
  return static_cast<pid_t>(whole_number(trimmed(line), INT_MAX).value_or(0));
}

bool adopts(pid_t rouse, pid_t xinetd) {
  Result<std::vector<std::string>> words = sys::words_of(rouse, "cmdline");
  if (!words) return false;
  auto found = std::ranges::find(*words, "--adopt");
  if (words->end() - found < 2) return false;
  return *(found + 1) == std::to_string(xinetd);
}

std::expected<pid_t, control::Failure> answering_rouse(const std::string& control_path) {
  auto reply = control::ask(control_path, {control::OrderKind::status, {}}, answer_patience_ms);
  if (!reply) return std::unexpected(reply.error());
  return reply->daemon ? static_cast<pid_t>(reply->daemon->pid) : 0;
}

Result<Fd> held_process(pid_t pid) {
  Result<Fd> process = sys::pidfd_open(pid);
  if (!process) return process;
  Result<void> allowed = sys::pidfd_send_signal(process->raw(), 0);
  if (!allowed) return failed("kill", allowed.error().code, std::to_string(pid));
  return process;
}

Result<XinetdRecord> record_of_process(pid_t pid) {
  Result<std::vector<std::string>> argv = sys::words_of(pid, "cmdline");
  if (!argv) return std::unexpected(argv.error());
  if (argv->empty()) return failed("read", ESRCH, std::to_string(pid));
  XinetdRecord out{
      .pid = pid, .program = {}, .name = argv->front(), .words = {}, .environment = {}, .circumstances = {}};
  bool whole = out.name.starts_with('/');
  out.program =
      sys::program_of(pid).value_or(whole ? out.name : "/usr/sbin/xinetd");  // the kernel may not tell
  out.environment = sys::words_of(pid, "environ").value_or(sys::own_environment());
  auto words = absolute_words({argv->begin() + 1, argv->end()}, folder_of(out.environment));
  if (!words) return failed("", EINVAL, words.error());
  out.words = std::move(*words);
  Result<sys::Circumstances> circumstances = sys::circumstances_of(pid);
  if (!circumstances) return std::unexpected(circumstances.error());
  out.circumstances = std::move(*circumstances);
  return out;
}

}  // namespace rouse::tools
