// KeeperLine: the steward's end of what leads to the keeper (orders.h): orders come, words and deposits go.
#pragma once

#include <optional>

#include "daemon/deposits.h"
#include "daemon/orders.h"
#include "loop/channel.h"
#include "loop/co.h"

namespace rouse::daemon {

class KeeperLine {
 public:
  /// `last`: the greatest number of a deposit that the keeper knows.
  KeeperLine(loop::Loop& loop, Fd orders, process::DepositNumber last)
      : orders_(loop, std::move(orders)), deposits_(loop, orders_, last) {}

  /// The next order; nothing: the keeper is gone. Meanwhile the keeper hears that this process is alive.
  loop::Co<std::optional<Order>> next();
  /// Says ready, alive, reloading or leaving. A keeper that is gone ends us by itself.
  void tell(std::uint32_t message);
  process::Custody& custody() { return deposits_; }
  /// Waits until the keeper has been sent every door, but not longer than to `deadline`.
  loop::Co<void> settled(Instant deadline) { return deposits_.sent(deadline); }

 private:
  loop::Channel orders_;
  Deposits deposits_;
};

}  // namespace rouse::daemon
