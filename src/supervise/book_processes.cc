#include "supervise/book_processes.h"

#include <utility>

#include "sys/process.h"

namespace rouse::supervise {

Result<Process> BookProcesses::start(std::shared_ptr<const process::Recipe> recipe,
                                     const process::Outfit& outfit, process::Parent& parent) {
  std::optional<process::SlotNumber> slot = book_.open();
  if (!slot) return failed("book", 0, "full: too many servers at once");
  book_.slot(*slot).of_resident = 1;
  Result<process::Child> child = spawner_.spawn(book_, *slot, std::move(recipe), outfit);
  if (!child) return std::unexpected(child.error());
  endings_.expect(*slot, parent);
  return Process{.slot = *slot, .pid = child->pid, .pidfd = std::move(child->pidfd)};
}

process::StartFailure BookProcesses::failure_of(process::SlotNumber slot) {
  return process::StartFailure::from(book_.slot(slot).report.load());
}

/// A child that hangs before its setsid leads no group yet; one that has ended is told by the book.
void BookProcesses::signal(const Process& process, int signal) {
  if (!process.pidfd) return;
  Result<void> sent = sys::pidfd_signal_group(process.pidfd.raw(), process.pid, signal);
  if (!sent) (void)sys::pidfd_send_signal(process.pidfd.raw(), signal);
}

bool BookProcesses::kill_remains(pid_t pid) { return sys::kill_remains(pid).has_value(); }

}  // namespace rouse::supervise
