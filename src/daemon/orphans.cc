#include "daemon/orphans.h"

#include <fcntl.h>

#include <algorithm>

#include "loop/channel.h"
#include "loop/co.h"
#include "loop/sleep.h"
#include "sys/process.h"

namespace rouse::daemon {

namespace {

/// For whoever is its parent now to reap it: only then the kernel tells how it ended.
constexpr std::chrono::seconds reaping_patience{1};
constexpr std::chrono::milliseconds reaping_glance{10};

loop::Co<int> status_when_known(loop::Loop* loop, int pidfd) {
  Instant deadline = loop->now() + reaping_patience;
  std::optional<int> status = sys::status_of_ended(pidfd);
  while (!status && loop->now() < deadline) {
    co_await loop::sleep_for(*loop, reaping_glance);
    status = sys::status_of_ended(pidfd);
  }
  co_return status.value_or(process::unknown_status);
}

}  // namespace

loop::Task attend_orphan(loop::Loop* loop, process::Book* book, std::vector<Orphan>* orphans, pid_t pid) {
  auto found = std::ranges::find(*orphans, pid, &Orphan::pid);
  if (found == orphans->end()) co_return;
  loop::Channel life(*loop, Fd(::fcntl(found->pidfd.raw(), F_DUPFD_CLOEXEC, 3)));
  if (life) {
    co_await life.readable();
  }
  int status = co_await status_when_known(loop, life.raw());
  (void)book->reaped(pid, status, loop->now());
  std::erase_if(*orphans, [&](const Orphan& each) { return each.pid == pid; });
}

}  // namespace rouse::daemon
