// Residents with processes that live and end as the test says, and a clock that stands still.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "fakes/processes.h"
#include "fakes/vault.h"
#include "supervise/residents.h"
#include "supervise/server_body.h"
#include "sys/program.h"

namespace rouse::fakes {

inline config::ServiceConfig resident(const std::string& id) {
  config::ServiceConfig out;
  out.id = out.name = id;
  out.mode = config::Mode::standalone;
  out.server = "/srv/" + id;
  return out;
}

class ResidentsTest : public LoopTest {
 protected:
  void serve(const std::vector<config::ServiceConfig>& entries,
             const std::vector<config::Dropped>& dropped = {}) {
    config::Configuration configuration;
    for (const config::ServiceConfig& entry : entries)
      configuration.services.push_back(std::make_shared<const config::ServiceConfig>(entry));
    configuration.dropped = dropped;
    change = residents.apply(configuration);
    settle();
  }
  std::string_view state(const std::string& id) const {
    std::optional<supervise::ResidentReport> report = residents.report(id);
    return report ? report->state : "none";
  }
  pid_t pid(const std::string& id) const { return processes.of("/srv/" + id); }
  void exit(pid_t pid, int status) {
    processes.exit(pid, status);
    settle();
  }
  void end(pid_t pid, int signal) {
    processes.end(pid, signal);
    settle();
  }
  /// A steward's residents.
  supervise::Residents& beget() {
    return of_steward.emplace(
        supervise::Residents::Means{*loop, log, roster, vault},
        [this](config::ServicePtr config, const supervise::Surroundings& around) {
          return make_body(std::move(config), around);
        },
        [this](int status) { critical_ends.push_back(status); }, [this] { ++times_none_left; });
  }
  /// The steward is killed; another one follows, to which `entries` are put into service.
  void succeed(const std::vector<config::ServiceConfig>& entries,
               const std::vector<config::Dropped>& dropped = {}) {
    std::vector<supervise::ResidentRecord> left;
    for (const supervise::ResidentRecord* record : roster.all()) left.push_back(*record);
    vault.is_dead = true;
    of_steward.reset();
    vault.is_dead = false;
    for (const supervise::ResidentRecord& record : left) *roster.record_of(record.id.view()) = record;
    roster.inherit();
    beget();
    said();
    serve(entries, dropped);
  }
  std::vector<std::string> said() { return std::exchange(messages, {}); }

  std::unique_ptr<supervise::Body> make_body(config::ServicePtr config,
                                             const supervise::Surroundings& around) {
    auto recipe = std::make_shared<process::Recipe>();
    recipe->path = config->server;
    recipe->nice = config->nice;
    auto open = [this](const config::ServiceConfig&) -> Result<Fd> {
      if (no_socket != 0) return failed("bind", no_socket, "[::]:80/tcp");
      ++sockets_opened;
      return sys_null();
    };
    return std::make_unique<supervise::ServerBody>(
        supervise::ServerBody::Means{*loop, processes, vault, open}, std::move(config), recipe, around);
  }
  static Fd sys_null() { return std::move(*sys::open_null()); }

  std::vector<std::string> messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<KeepsMessages>(messages)};
  FakeProcesses processes;
  int no_socket = 0;
  int sockets_opened = 0;
  std::vector<int> critical_ends;
  int times_none_left = 0;
  supervise::Residents::Change change;
  FakeVault vault;
  supervise::Roster roster = std::move(*supervise::Roster::create());
  std::optional<supervise::Residents> of_steward;
  supervise::Residents& residents = beget();
};

}  // namespace rouse::fakes
