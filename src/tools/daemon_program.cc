#include "tools/daemon_program.h"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "sys/process.h"
#include "sys/program.h"

namespace rouse::tools {

namespace {

constexpr int ended_by_signal = 128;  // as a shell has it in $?

std::string beside_this_program() {
  std::error_code problem;
  std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", problem);
  return own.replace_filename("roused").string();
}

}  // namespace

Result<int> run_daemon_program(std::vector<std::string> words) {
  words.insert(words.begin(), beside_this_program());
  Result<sys::Program> program =
      sys::start_program({.argv = std::move(words), .environment = sys::own_environment(), .folder = "."});
  if (!program) return std::unexpected(program.error());
  Result<sys::Reaped> end = sys::reap(program->pid);
  if (!end) return std::unexpected(end.error());
  int status = end->wait_status;
  return WIFSIGNALED(status) ? ended_by_signal + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace rouse::tools
