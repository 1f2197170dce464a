// ServerBody: the process of a resident's server, in the foreground, as a child of the keeper. Standard input
// is /dev/null, output and error go to the log. With pass_socket it is given the listening socket of the
// service, which stays open from one process to the next: callers wait meanwhile, and none is refused.
#pragma once

#include <csignal>
#include <functional>

#include "config/service_config.h"
#include "supervise/body.h"
#include "supervise/processes.h"

namespace rouse::supervise {

/// Opens the listening socket of a service.
using OpenSocket = std::function<Result<Fd>(const config::ServiceConfig&)>;

class ServerBody final : public Body, public process::Parent {
 public:
  struct Means {
    loop::Loop& loop;
    Processes& processes;
    Vault& vault;
    OpenSocket open_socket;
  };

  /// What `means` and `around` refer to must outlive this.
  ServerBody(Means means, config::ServicePtr config, std::shared_ptr<const process::Recipe> recipe,
             const Surroundings& around);

  Result<void> start() override;
  std::optional<End> resume(bool is_ready) override;
  void terminate() override { means_.processes.signal(process_, SIGTERM); }
  void kill() override { means_.processes.signal(process_, SIGKILL); }
  void lie_down() override;
  std::uint64_t fingerprint() const override;
  pid_t pid() const override { return process_.pid; }
  std::string missing() const override { return readiness_.missing(); }

  void ended(const process::Ending& ending) override;

 private:
  Result<void> open_socket();
  End end_of(const process::Ending& ending);

  Means means_;
  config::ServicePtr config_;
  std::shared_ptr<const process::Recipe> recipe_;
  Output& output_;
  Watcher& watcher_;
  Readiness readiness_;
  Keepsake socket_kept_;
  Fd socket_;
  Process process_;
};

}  // namespace rouse::supervise
