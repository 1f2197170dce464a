#include "supervise/book_processes.h"

#include <utility>

#include "sys/process.h"

namespace rouse::supervise {

Result<Process> BookProcesses::start(std::string_view id, std::shared_ptr<const process::Recipe> recipe,
                                     const process::Outfit& outfit, process::Parent& parent) {
  std::optional<process::SlotNumber> slot = book_.open(id);
  if (!slot) return failed("book", 0, "full: too many servers at once");
  book_.slot(*slot).owner = process::Owner::resident;
  Result<process::Child> child = spawner_.spawn(book_, *slot, std::move(recipe), outfit);
  if (!child) return std::unexpected(child.error());
  endings_.expect(*slot, parent);
  return Process{.slot = *slot, .pid = child->pid, .pidfd = std::move(child->pidfd)};
}

/// One that has ended may be there still, because its end is told once more. Its pid may be another's by now.
std::optional<Process> BookProcesses::resume(std::string_view id, process::Parent& parent) {
  std::uint64_t key = process::key_of(id);
  std::optional<process::SlotNumber> found;
  auto runs = [this](process::SlotNumber slot) {
    return book_.slot(slot).state == process::SlotState::running;
  };
  for (process::SlotNumber number : book_.occupied()) {
    const process::Slot& slot = book_.slot(number);
    bool is_its = slot.owner == process::Owner::resident && slot.service_key == key;
    if (is_its && (!found || runs(number))) found = number;
  }
  if (!found) return std::nullopt;
  endings_.expect(*found, parent);
  Process out{.slot = *found, .pid = book_.slot(*found).pid, .pidfd = Fd()};
  if (runs(*found)) out.pidfd = sys::pidfd_open(out.pid).value_or(Fd());
  if (!runs(*found)) out.pidfd.reset();  // it has ended just now, and that may be another one
  return out;
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
