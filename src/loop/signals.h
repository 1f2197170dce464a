// Signals: the process's signals, taken one after the other through a signalfd.
#pragma once

#include <csignal>
#include <memory>

#include "base/error.h"
#include "loop/channel.h"
#include "loop/co.h"

namespace rouse::loop {

class Signals {
 public:
  /// Blocks the signals of `set` and takes them from now on.
  static Result<std::unique_ptr<Signals>> create(Loop& loop, const sigset_t& set);
  /// The next signal's number. One signal may stand for several of its kind (SIGCHLD: reap until nobody is
  /// left).
  Co<int> next();

 private:
  Signals(Loop& loop, Fd fd) : channel_(loop, std::move(fd)) {}
  Channel channel_;
};

}  // namespace rouse::loop
