#include "daemon/deposits.h"

#include <algorithm>
#include <vector>

#include "daemon/orders.h"
#include "sys/socket.h"

namespace rouse::daemon {

Deposits::Deposits(loop::Loop& loop, loop::Channel& orders, process::DepositNumber last)
    : loop_(loop), orders_(orders), last_(last), news_(loop), sent_(loop), tasks_(loop) {
  tasks_.start(send());
}

process::DepositNumber Deposits::keep(int fd) {
  waiting_.push_back({++last_, fd});
  news_.raise();
  return last_;
}

/// What has not been sent yet is not sent at all.
void Deposits::drop(process::DepositNumber number) {
  auto unsent = std::ranges::find(waiting_, number, &Item::number);
  if (unsent != waiting_.end()) {
    waiting_.erase(unsent);
    return;
  }
  waiting_.push_back({number, -1});
  news_.raise();
}

loop::Co<void> Deposits::sent(Instant deadline) {
  while (!waiting_.empty() && loop_.now() < deadline) {
    co_await sent_.raised_until(deadline);
  }
}

loop::Task Deposits::send() {
  for (;;) {
    if (waiting_.empty()) {
      sent_.raise();
      co_await news_.raised();
    } else if (!send_some()) {
      co_await orders_.writable();
    }
  }
}

/// One message with the first of those that wait, as many as are alike and have room. False: not now.
bool Deposits::send_some() {
  bool keeps = waiting_.front().fd >= 0;
  CustodyMessage message{.tag = keeps ? keep_message : drop_message, .numbers = {}};
  std::vector<int> fds;
  std::size_t count = 0;
  for (const Item& item : waiting_) {
    if (count == deposits_per_message || (item.fd >= 0) != keeps) break;
    message.numbers[count++] = item.number;
    if (keeps) fds.push_back(item.fd);
  }
  auto bytes = std::as_bytes(std::span(&message, 1)).first(size_of(count));
  if (!sys::send_message(orders_.raw(), bytes, fds)) return false;  // a keeper that is gone ends us
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  return true;
}

}  // namespace rouse::daemon
