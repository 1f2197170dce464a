// Reloads: one at a time. An order that comes meanwhile makes it start over at its end, because what it read
// may have been changed since.
#pragma once

#include <functional>

#include "control/reply.h"
#include "loop/co.h"
#include "loop/flag.h"
#include "loop/task.h"

namespace rouse::daemon {

class Reloads {
 public:
  /// Reads the configuration once, puts it into service, and tells what came of it.
  using Reload = std::function<loop::Co<control::Reply>()>;

  /// They run among `duties`.
  Reloads(loop::Loop& loop, loop::Tasks& duties, Reload reload)
      : duties_(duties), reload_(std::move(reload)), done_(loop) {}

  void order();
  /// The same, and what came of it.
  loop::Co<control::Reply> ordered();

 private:
  loop::Task run();

  loop::Tasks& duties_;
  Reload reload_;
  bool running_ = false;
  bool again_ = false;
  loop::Flag done_;
  control::Reply last_;
};

}  // namespace rouse::daemon
