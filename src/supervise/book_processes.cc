#include "supervise/book_processes.h"

#include <utility>

#include "sys/process.h"

namespace rouse::supervise {

Result<Process> BookProcesses::start(std::string_view id, std::shared_ptr<const process::Recipe> recipe,
                                     const process::Outfit& outfit, process::Parent& parent) {
  std::optional<process::SlotNumber> slot = book_.open(id);
  if (!slot) return failed("book", 0, "full: too many servers at once");
  book_.slot(*slot).of_resident = 1;
  Result<process::Child> child = spawner_.spawn(book_, *slot, std::move(recipe), outfit);
  if (!child) return std::unexpected(child.error());
  endings_.expect(*slot, parent);
  return Process{.slot = *slot, .pid = child->pid, .pidfd = std::move(child->pidfd)};
}

/// Of one that has ended the pid may be another's by now.
std::optional<Process> BookProcesses::resume(std::string_view id, process::Parent& parent) {
  std::uint64_t key = process::key_of(id);
  for (process::SlotNumber number : book_.occupied()) {
    process::Slot& slot = book_.slot(number);
    if (slot.of_resident == 0 || slot.service_key != key) continue;
    endings_.expect(number, parent);
    Process out{.slot = number, .pid = slot.pid, .pidfd = Fd()};
    if (slot.state == process::SlotState::running) out.pidfd = sys::pidfd_open(slot.pid).value_or(Fd());
    return out;
  }
  return std::nullopt;
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
