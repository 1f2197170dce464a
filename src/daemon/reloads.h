// Reloads: one at a time. For an order that comes meanwhile there is another one at its end, because what it
// read may have been changed since; however many come, it is one.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "control/reply.h"
#include "daemon/keeper_line.h"
#include "loop/co.h"
#include "loop/flag.h"
#include "loop/task.h"

namespace rouse::daemon {

class Reloads {
 public:
  /// Reads the configuration once, puts it into service, and tells what came of it.
  using Reload = std::function<loop::Co<control::Reply>()>;

  /// They run among `duties`. The keeper hears of the beginning and the end of each.
  Reloads(loop::Loop& loop, loop::Tasks& duties, KeeperLine& keeper, Reload reload)
      : clock_(loop.clock()), duties_(duties), keeper_(keeper), reload_(std::move(reload)), done_(loop) {}

  /// What came of the last one.
  struct Result {
    WallTime at = 0;           // 0: there was none
    std::string trouble = {};  // why it was not taken over; empty: it was
  };

  void order();
  /// The same, and what came of the reload that began after the order.
  loop::Co<control::Reply> ordered();
  const Result& last() const { return last_; }

 private:
  using Answer = std::shared_ptr<std::optional<control::Reply>>;  // nothing: not yet

  static Answer no_answer() { return std::make_shared<std::optional<control::Reply>>(); }
  loop::Task run();

  const Clock& clock_;
  loop::Tasks& duties_;
  KeeperLine& keeper_;
  Reload reload_;
  Result last_;
  bool running_ = false;
  bool again_ = false;
  loop::Flag done_;
  Answer next_ = no_answer();  // of the reload that begins next
};

}  // namespace rouse::daemon
