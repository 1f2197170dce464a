#include "supervise/server_body.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <csignal>
#include <utility>
#include <vector>

#include "sys/program.h"

namespace rouse::supervise {

namespace {

constexpr int signalled = 128;  // a shell's $? of who was ended by a signal, less its number

}  // namespace

ServerBody::ServerBody(Means means, config::ServicePtr config, std::shared_ptr<const process::Recipe> recipe,
                       Output& output, Watcher& watcher)
    : means_(std::move(means)),
      config_(std::move(config)),
      recipe_(std::move(recipe)),
      output_(output),
      watcher_(watcher),
      readiness_(means_.loop, config_, watcher) {}

Result<void> ServerBody::open_socket() {
  if (!config_->supervision.pass_socket || socket_) return {};
  Result<Fd> socket = means_.open_socket(*config_);
  if (!socket) return std::unexpected(socket.error());
  socket_ = std::move(*socket);
  return {};
}

Result<void> ServerBody::start() {
  Result<void> opened = open_socket();
  if (!opened) return opened;
  Result<Fd> input = sys::open_null();
  if (!input) return std::unexpected(input.error());
  Result<int> output = output_.write_end();
  if (!output) return std::unexpected(output.error());
  Result<process::Strings> variables = readiness_.variables();
  if (!variables) return std::unexpected(variables.error());
  std::vector<int> descriptors{input->raw(), *output, *output};
  if (socket_) descriptors.push_back(socket_.raw());
  Result<Process> process = means_.processes.start(recipe_, {descriptors, std::move(*variables)}, *this);
  if (!process) return std::unexpected(process.error());
  process_ = std::move(*process);
  output_.of(process_.pid);
  readiness_.watch(process_.pid);
  return {};
}

void ServerBody::ended(const process::Ending& ending) {
  readiness_.forget();
  End end = end_of(ending);
  end.left_somebody = means_.processes.kill_remains(ending.pid);
  process_ = {};
  output_.finish();
  watcher_.ended(std::move(end));
}

Body::End ServerBody::end_of(const process::Ending& ending) {
  process::StartFailure failure = means_.processes.failure_of(ending.slot);
  bool exited = WIFEXITED(ending.wait_status);
  int status = exited ? WEXITSTATUS(ending.wait_status) : signalled + WTERMSIG(ending.wait_status);
  if (failure.stage != process::Stage::none)
    return {fmt::format("could not be started: {}", process::explain(failure, recipe_->path)), status, false};
  if (exited)
    return {fmt::format("server {} exited with status {}", ending.pid, status), status, status == 0};
  return {fmt::format("server {} was ended by signal {}", ending.pid, status - signalled), status, false};
}

}  // namespace rouse::supervise
