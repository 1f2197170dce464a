// BookProcesses: the processes of residents as the keeper's children, each with a slot in the book.
#pragma once

#include "process/book.h"
#include "process/spawn.h"
#include "supervise/processes.h"

namespace rouse::supervise {

class BookProcesses final : public Processes {
 public:
  /// All of them must outlive this.
  BookProcesses(process::Book& book, process::Endings& endings, process::Spawner& spawner)
      : book_(book), endings_(endings), spawner_(spawner) {}

  Result<Process> start(std::string_view id, std::shared_ptr<const process::Recipe> recipe,
                        const process::Outfit& outfit, process::Parent& parent) override;
  std::optional<Process> resume(std::string_view id, process::Parent& parent) override;
  process::StartFailure failure_of(process::SlotNumber slot) override;
  void signal(const Process& process, int signal) override;
  bool kill_remains(pid_t pid) override;

 private:
  process::Book& book_;
  process::Endings& endings_;
  process::Spawner& spawner_;
};

}  // namespace rouse::supervise
