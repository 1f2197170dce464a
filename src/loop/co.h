// Co<T>: a coroutine that is awaited for its value. It starts when it is awaited, and its frame is destroyed
// with the Co, so a chain of awaits is cancelled by destroying the task at its root.
//
//   Co<int> answer(Channel& channel);
//   int value = co_await answer(channel);   // on a line of its own (the await rule)
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace rouse::loop {

/// What promises of values and of nothing have in common: who waits, and how the end reaches them.
class CoPromise {
 public:
  struct Finish {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> frame) const noexcept {
      return frame.promise().continuation;
    }
    void await_resume() const noexcept {}
  };
  std::suspend_always initial_suspend() const noexcept { return {}; }
  Finish final_suspend() const noexcept { return {}; }
  [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }

  std::coroutine_handle<> continuation = std::noop_coroutine();
};

template <class T>
class CoValue : public CoPromise {
 public:
  template <class U>
  void return_value(U&& value) {
    value_.emplace(std::forward<U>(value));
  }
  T take() { return std::move(*value_); }

 private:
  std::optional<T> value_;
};

template <>
class CoValue<void> : public CoPromise {
 public:
  void return_void() const {}
  void take() const {}
};

template <class T = void>
class [[nodiscard]] Co {
 public:
  class promise_type : public CoValue<T> {
   public:
    Co get_return_object() { return Co(std::coroutine_handle<promise_type>::from_promise(*this)); }
  };
  Co(Co&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Co& operator=(Co&&) = delete;
  ~Co() {
    if (frame_) frame_.destroy();
  }

  /// Its value is there. Only for one that has been awaited.
  bool done() const { return frame_.done(); }

  bool await_ready() const { return false; }
  /// Runs the coroutine until it suspends or ends. Ended: the one who awaits goes on without having been
  /// suspended, so that a loop of awaits that never wait uses no stack (g++ makes no tail calls without
  /// optimising).
  bool await_suspend(std::coroutine_handle<> waiting) {
    frame_.resume();
    if (frame_.done()) return false;
    frame_.promise().continuation = waiting;
    return true;
  }
  T await_resume() { return frame_.promise().take(); }

 private:
  explicit Co(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_;
};

}  // namespace rouse::loop
