#include "loop/task.h"

namespace rouse::loop {

void Task::promise_type::Finish::await_suspend(std::coroutine_handle<promise_type> frame) const noexcept {
  frame.promise().owner_->finished(frame);
}

void Tasks::start(Task task) {
  std::coroutine_handle<Task::promise_type> frame = std::exchange(task.frame_, nullptr);
  frame.promise().owner_ = this;
  running_.push_back(frame.promise());
  ++size_;
  frame.resume();
}

void Tasks::cancel_all() {
  while (Task::promise_type* promise = running_.pop_front()) {
    --size_;
    std::coroutine_handle<Task::promise_type>::from_promise(*promise).destroy();
  }
}

void Tasks::finished(std::coroutine_handle<Task::promise_type> frame) {
  frame.promise().unlink();
  --size_;
  loop_.bury(frame);
}

}  // namespace rouse::loop
