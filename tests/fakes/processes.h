// Processes of residents that live and end as the test says.
#pragma once

#include <algorithm>
#include <csignal>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "supervise/processes.h"

namespace rouse::fakes {

class FakeProcesses final : public supervise::Processes {
 public:
  struct Life {
    process::Parent* parent = nullptr;
    std::string id;
    std::string path;
    process::Strings variables;
    std::size_t descriptors = 0;
    std::vector<int> signals;
  };

  Result<supervise::Process> start(std::string_view id, std::shared_ptr<const process::Recipe> recipe,
                                   const process::Outfit& outfit, process::Parent& parent) override {
    if (refuse != 0) return failed("clone3", refuse, {});
    pid_t pid = next_pid++;
    alive[pid] = {&parent, std::string(id), recipe->path, outfit.variables, outfit.descriptors.size(), {}};
    return supervise::Process{.slot = static_cast<process::SlotNumber>(pid), .pid = pid, .pidfd = Fd()};
  }
  std::optional<supervise::Process> resume(std::string_view id, process::Parent& parent) override {
    for (auto& [pid, life] : alive) {
      if (life.id != id) continue;
      life.parent = &parent;
      return supervise::Process{.slot = static_cast<process::SlotNumber>(pid), .pid = pid, .pidfd = Fd()};
    }
    return std::nullopt;
  }
  process::StartFailure failure_of(process::SlotNumber slot) override { return failures[slot]; }
  void signal(const supervise::Process& process, int signal) override {
    if (before_signal) before_signal();
    if (alive.contains(process.pid)) alive[process.pid].signals.push_back(signal);
  }
  bool kill_remains(pid_t pid) override { return std::exchange(left_by, 0) == pid; }

  /// The process has ended with this wait status.
  void end(pid_t pid, int wait_status) {
    process::Parent* parent = alive.at(pid).parent;
    alive.erase(pid);
    parent->ended({static_cast<process::SlotNumber>(pid), pid, wait_status});
  }
  void exit(pid_t pid, int status) { end(pid, status << 8); }
  /// The pid of the only process that runs `path`; 0: none or several do.
  pid_t of(const std::string& path) const {
    pid_t found = 0;
    for (const auto& [pid, life] : alive) {
      if (life.path == path) found = found == 0 ? pid : -1;
    }
    return std::max(found, 0);
  }

  std::map<pid_t, Life> alive;
  std::map<process::SlotNumber, process::StartFailure> failures;
  pid_t next_pid = 100;
  int refuse = 0;     // the errno of the next starts
  pid_t left_by = 0;  // who leaves somebody behind
  std::function<void()> before_signal;
};

}  // namespace rouse::fakes
