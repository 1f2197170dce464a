#include "loop/signals.h"

#include "sys/signal.h"

namespace rouse::loop {

Result<std::unique_ptr<Signals>> Signals::create(Loop& loop, const sigset_t& set) {
  Result<Fd> fd = sys::signal_fd(set);
  if (!fd) return std::unexpected(fd.error());
  return std::unique_ptr<Signals>(new Signals(loop, std::move(*fd)));
}

Co<int> Signals::next() {
  for (;;) {
    Result<int> signal = sys::next_signal(channel_.raw());
    if (signal) co_return *signal;
    co_await channel_.readable();
  }
}

}  // namespace rouse::loop
