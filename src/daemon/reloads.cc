#include "daemon/reloads.h"

#include <utility>

#include "daemon/orders.h"

namespace rouse::daemon {

void Reloads::order() {
  again_ = true;
  if (!running_) duties_.start(run());
}

loop::Co<control::Reply> Reloads::ordered() {
  Answer answer = next_;
  order();
  while (!*answer) {
    co_await done_.raised();
  }
  co_return **answer;
}

loop::Task Reloads::run() {
  running_ = true;
  while (std::exchange(again_, false)) {
    Answer answer = std::exchange(next_, no_answer());
    keeper_.tell(reloading_message);
    control::Reply reply = co_await reload_();
    last_ = {clock_.wall(), reply.outcome == control::Outcome::done ? "" : reply.text};
    answer->emplace(std::move(reply));
    done_.raise();
    keeper_.tell(ready_message);
  }
  running_ = false;
}

}  // namespace rouse::daemon
