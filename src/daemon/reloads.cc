#include "daemon/reloads.h"

#include <utility>

namespace rouse::daemon {

void Reloads::order() {
  again_ = true;
  if (!running_) duties_.start(run());
}

loop::Co<control::Reply> Reloads::ordered() {
  order();
  while (running_) {
    co_await done_.raised();
  }
  co_return last_;
}

loop::Task Reloads::run() {
  running_ = true;
  while (std::exchange(again_, false)) {
    control::Reply reply = co_await reload_();
    last_ = std::move(reply);
  }
  running_ = false;
  done_.raise();
}

}  // namespace rouse::daemon
