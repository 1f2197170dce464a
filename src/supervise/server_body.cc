#include "supervise/server_body.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <csignal>
#include <utility>
#include <vector>

#include "process/fingerprint.h"
#include "sys/program.h"

namespace rouse::supervise {

namespace {

constexpr int signalled = 128;  // a shell's $? of who was ended by a signal, less its number

}  // namespace

ServerBody::ServerBody(Means means, config::ServicePtr config, std::shared_ptr<const process::Recipe> recipe,
                       const Surroundings& around)
    : means_(std::move(means)),
      config_(std::move(config)),
      recipe_(std::move(recipe)),
      output_(around.output),
      watcher_(around.watcher),
      readiness_(means_.loop, means_.vault, config_, around.record.notices, watcher_),
      socket_kept_(means_.vault, around.record.socket) {}

Result<void> ServerBody::open_socket() {
  if (!config_->supervision.pass_socket || socket_) return {};
  socket_ = socket_kept_.recover();  // of one that had no process when its steward died
  if (socket_) return {};
  Result<Fd> socket = means_.open_socket(*config_);
  if (!socket) return std::unexpected(socket.error());
  socket_ = std::move(*socket);
  socket_kept_.keep(socket_.raw());
  return {};
}

void ServerBody::lie_down() {
  socket_kept_.drop();
  socket_.reset();
}

/// And of how it tells that it serves. Of the socket it matters where it is, and whether it is passed at all.
std::uint64_t ServerBody::fingerprint() const {
  process::Fingerprint out = process::fingerprint_of(*recipe_);
  out.add(static_cast<std::uint64_t>(config_->supervision.ready));
  if (config_->supervision.pass_socket)
    out.add(config_->bind_address.value_or(net::Address::v4(0)).text())
        .add(config_->unix_path)
        .add(config_->protocol)
        .add(static_cast<std::uint64_t>(config_->family))
        .add(config_->v6only ? 1 : 0)
        .add(config_->port);
  return out.value();
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
  Result<Process> process =
      means_.processes.start(config_->id, recipe_, {descriptors, std::move(*variables)}, *this);
  if (!process) return std::unexpected(process.error());
  process_ = std::move(*process);
  output_.of(process_.pid);
  readiness_.watch(process_.pid);
  return {};
}

std::optional<Body::End> ServerBody::resume(bool is_ready) {
  socket_ = socket_kept_.recover();
  std::optional<Process> process = means_.processes.resume(config_->id, *this);
  if (!process) return never_begun();
  process_ = std::move(*process);
  output_.of(process_.pid);
  readiness_.resume(process_.pid, is_ready);
  return std::nullopt;
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
  if (ending.wait_status == process::unknown_status)
    return {fmt::format("server {} has ended, nobody knows how", ending.pid), 1, false};
  int status = exited ? WEXITSTATUS(ending.wait_status) : signalled + WTERMSIG(ending.wait_status);
  if (failure.stage != process::Stage::none)
    return {fmt::format("could not be started: {}", process::explain(failure, recipe_->path)), status, false};
  if (exited)
    return {fmt::format("server {} exited with status {}", ending.pid, status), status, status == 0};
  return {fmt::format("server {} was ended by signal {}", ending.pid, status - signalled), status, false};
}

}  // namespace rouse::supervise
