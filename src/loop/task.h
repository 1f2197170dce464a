// Task, Tasks: coroutines that nobody awaits, and their one owner.
//
//   Task serve(Door door);          // a named function, parameters by value
//   tasks.start(serve(std::move(door)));   // runs at once, until its first await
//
// A finished frame is freed by the loop between events. Cancelling is destroying: cancel_all() and ~Tasks
// destroy the frames, hence their locals, hence every wait and channel in them. Never from inside one of
// these tasks.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <utility>

#include "loop/link.h"
#include "loop/loop.h"

namespace rouse::loop {

class Tasks;

class [[nodiscard]] Task {
 public:
  class promise_type;
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  /// Destroys a task that was never started.
  ~Task() {
    if (frame_) frame_.destroy();
  }

 private:
  friend class Tasks;
  explicit Task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_;
};

class Tasks {
 public:
  explicit Tasks(Loop& loop) : loop_(loop) {}
  Tasks(const Tasks&) = delete;
  Tasks& operator=(const Tasks&) = delete;
  ~Tasks() { cancel_all(); }

  /// Runs `task` until its first await, and owns it from now on.
  void start(Task task);
  /// Tasks that have not finished.
  std::size_t size() const { return size_; }
  /// Destroys all unfinished tasks.
  void cancel_all();

 private:
  friend class Task;
  void finished(std::coroutine_handle<Task::promise_type> frame);

  Loop& loop_;
  List<Task::promise_type> running_;
  std::size_t size_ = 0;
};

class Task::promise_type : public Link {
 public:
  struct Finish {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<promise_type> frame) const noexcept;
    void await_resume() const noexcept {}
  };
  Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
  std::suspend_always initial_suspend() const noexcept { return {}; }
  Finish final_suspend() const noexcept { return {}; }
  void return_void() const {}
  [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }

 private:
  friend class Tasks;
  friend struct Finish;
  Tasks* owner_ = nullptr;
};

}  // namespace rouse::loop
