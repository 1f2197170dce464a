#include "daemon/reaper.h"

#include <csignal>
#include <utility>

#include "sys/process.h"
#include "sys/signal.h"

namespace rouse::daemon {

Reaper::Reaper(loop::Loop& loop) : tasks_(loop) {
  auto signals = loop::Signals::create(loop, sys::signal_set({SIGCHLD}));
  if (!signals) return;
  signals_ = std::move(*signals);
  tasks_.start(reap());
}

loop::Task Reaper::reap() {
  for (;;) {
    co_await signals_->next();
    while (sys::reap_own_group()) {
    }
  }
}

}  // namespace rouse::daemon
