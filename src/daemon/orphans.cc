#include "daemon/orphans.h"

#include <fcntl.h>

#include <algorithm>

#include "loop/channel.h"
#include "loop/co.h"
#include "sys/process.h"

namespace rouse::daemon {

namespace {

/// For whoever is its parent now to reap it: only then the kernel tells how it ended.
constexpr std::chrono::seconds reaping_patience{1};

/// A kernel that tells has the pidfd hang up when the process is reaped (EPOLLHUP, Linux 6.9): another edge.
loop::Co<int> status_when_known(loop::Loop* loop, loop::Channel* life) {
  Instant deadline = loop->now() + reaping_patience;
  std::optional<int> status = sys::status_of_ended(life->raw());
  while (!status && loop->now() < deadline) {
    bool reaped = co_await life->readable_until(deadline);
    (void)reaped;  // either way it is time to look
    status = sys::status_of_ended(life->raw());
  }
  co_return status.value_or(process::unknown_status);
}

}  // namespace

loop::Task attend_orphan(loop::Loop* loop, process::Book* book, std::vector<Orphan>* orphans, pid_t pid) {
  auto found = std::ranges::find(*orphans, pid, &Orphan::pid);
  if (found == orphans->end()) co_return;
  loop::Channel life(*loop, Fd(::fcntl(found->pidfd.raw(), F_DUPFD_CLOEXEC, 3)), loop::Trigger::edge);
  if (life) {
    co_await life.readable();
  }
  int status = co_await status_when_known(loop, &life);
  (void)book->reaped(pid, status, loop->now());
  std::erase_if(*orphans, [&](const Orphan& each) { return each.pid == pid; });
}

}  // namespace rouse::daemon
