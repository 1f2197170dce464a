#include "loop/waiter.h"

#include "loop/loop.h"

namespace rouse::loop {

void Wait::await_suspend(std::coroutine_handle<> handle) {
  waiter_.handle = handle;
  if (list_ != nullptr) list_->push_back(waiter_);
  if (timed_) loop_.timers_.add(waiter_);
}

Wait::~Wait() {
  if (timed_) loop_.timers_.cancel(waiter_);  // its list it leaves by itself
}

}  // namespace rouse::loop
