// Deposits: the steward's end of its custody: what it wants the keeper to hold or to let go of, sent in its
// order as fast as the keeper takes it.
#pragma once

#include <deque>

#include "loop/channel.h"
#include "loop/co.h"
#include "loop/flag.h"
#include "loop/task.h"
#include "process/custody.h"

namespace rouse::daemon {

class Deposits final : public process::Custody {
 public:
  /// Sends over `orders` (orders.h), which must outlive this; counts on from `last`, the greatest number that
  /// the keeper knows.
  Deposits(loop::Loop& loop, loop::Channel& orders, process::DepositNumber last);

  process::DepositNumber keep(int fd) override;
  void drop(process::DepositNumber number) override;
  /// Waits until everything so far has been sent, but not longer than to `deadline`.
  loop::Co<void> sent(Instant deadline);

 private:
  struct Item {
    process::DepositNumber number = 0;
    int fd = -1;  // to keep; none: to drop
  };
  loop::Task send();
  bool send_some();

  loop::Loop& loop_;
  loop::Channel& orders_;
  process::DepositNumber last_;
  std::deque<Item> waiting_;
  loop::Flag news_;
  loop::Flag sent_;  // all of it
  loop::Tasks tasks_;
};

}  // namespace rouse::daemon
