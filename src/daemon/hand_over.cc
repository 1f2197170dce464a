#include "daemon/hand_over.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <vector>

#include "base/text.h"
#include "daemon/departure.h"
#include "daemon/orders.h"
#include "daemon/rebirth.h"
#include "daemon/service_manager.h"
#include "loop/sleep.h"
#include "supervise/script_run.h"
#include "sys/process.h"

namespace rouse::daemon {

namespace {

constexpr std::chrono::seconds check_limit{10};
/// For residents whom nobody follows, as the keeper has it.
constexpr std::chrono::seconds residents_patience{2};
constexpr std::size_t answer_shown_bytes = 200;

std::string descriptor_path(const Fd& fd) { return fmt::format("/proc/{}/fd/{}", ::getpid(), fd.raw()); }

control::Reply failure(std::string why) { return control::refusal(control::Outcome::failed, why); }
control::Reply begun_already() { return failure("this steward makes room for another one already"); }

/// No steward follows, and their parent is gone: the next daemon would meet them.
loop::Co<void> end_residents(loop::Loop* loop, process::Book* book) {
  std::vector<std::unique_ptr<loop::Channel>> lives;
  std::vector<pid_t> pids = book->residents();
  for (pid_t pid : pids) {
    lives.push_back(std::make_unique<loop::Channel>(*loop, sys::pidfd_open(pid).value_or(Fd())));
    (void)sys::pidfd_signal_group(lives.back()->raw(), pid, SIGTERM);
  }
  Instant deadline = loop->now() + residents_patience;
  for (std::size_t i = 0; i < pids.size(); ++i) {
    if (!*lives[i]) continue;
    bool ended = co_await lives[i]->readable_until(deadline);
    if (!ended) (void)sys::pidfd_signal_group(lives[i]->raw(), pids[i], SIGKILL);
  }
}

}  // namespace

loop::Co<control::Reply> HandOver::ordered() {
  if (begun_) co_return begun_already();
  std::string program = program_path();
  supervise::ScriptStart check{.argv = {program, "--check-state", descriptor_path(means_.book.memory()),
                                        descriptor_path(means_.ledger.memory())},
                               .environment = {},
                               .output = supervise::ScriptOutput::together,
                               .time_limit = check_limit};
  Result<supervise::ScriptEnd> end = co_await supervise::run_script(&means_.loop, std::move(check));
  if (!end) co_return failure(fmt::format("{}: {}", program, end.error().text()));
  std::string said = escaped(end->output.text.substr(0, end->output.text.find('\n')), answer_shown_bytes);
  if (end->status() != 0)
    co_return failure(fmt::format("{} cannot take over (status {}): {}", program, end->status(), said));
  if (begun_) co_return begun_already();  // meanwhile
  begun_ = true;
  means_.log.notice(fmt::format("making room for rouse {}", said));
  tasks_.start(give_way());
  co_return control::Reply{.changed = true, .text = fmt::format("rouse {} takes over", said)};
}

loop::Co<void> HandOver::make_room() {
  Instant deadline = means_.loop.now() + room_patience;
  co_await loop::sleep_for(means_.loop, Duration::zero());  // who has ordered it gets his answer
  co_await see_off_callers(&means_.engine, deadline);
  co_await means_.keeper.settled(deadline);
  means_.supervision.residents().pass_on_output();
}

loop::Task HandOver::give_way() {
  co_await make_room();
  if (keeper_is_gone_ && manager_keeps_doors()) {
    co_await end_residents(&means_.loop, &means_.book);
  }
  if (keeper_is_gone_) replace_keeper();
  means_.keeper.tell(upgrade_message);
  ::_exit(0);  // nothing may be closed on the way: the next one finds it
}

void HandOver::keeper_is_gone() {
  means_.log.critical("main", manager_keeps_doors()
                                  ? "the keeper is gone; the service manager is to start another daemon"
                                  : "the keeper is gone; another one takes its place");
  keeper_is_gone_ = true;
  if (!std::exchange(begun_, true)) tasks_.start(give_way());
}

/// A service manager that keeps doors has seen the keeper's end, and would not know another one.
void HandOver::replace_keeper() {
  if (manager_keeps_doors()) ::_exit(0);
  Result<pid_t> keeper = sys::fork_child([this] { return means_.beget_keeper(heirlooms()); });
  if (!keeper) means_.log.critical("main", keeper.error().text());
  ::_exit(keeper ? 0 : 1);
}

/// Who has no pidfd any more is being ended; who had ended when the keeper was killed is gone.
Heirlooms HandOver::heirlooms() const {
  Heirlooms out{.deposits = means_.supervision.deposits(), .orphans = {}};
  for (const auto& service : means_.services.all()) {
    if (service->deposit) out.deposits.emplace_back(*service->deposit, service->door->raw());
  }
  for (process::SlotNumber number : means_.book.occupied()) {
    process::Slot& slot = means_.book.slot(number);
    if (slot.state != process::SlotState::running) continue;
    Fd pidfd = means_.sessions.pidfd_of(number);
    if (!pidfd) pidfd = sys::pidfd_open(slot.pid).value_or(Fd());
    out.orphans.push_back({slot.pid, std::move(pidfd)});
  }
  return out;
}

}  // namespace rouse::daemon
