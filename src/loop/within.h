// Within: a Co that may take only so long. When the deadline comes first the Co is destroyed, and with it all
// that it waited for.
//
//   Co<Answer> question = ask(host);
//   std::optional<Answer> answer = co_await within(loop, std::move(question), deadline);
#pragma once

#include <coroutine>
#include <optional>
#include <type_traits>
#include <utility>

#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::loop {

template <class T>
class [[nodiscard]] Within : public Wait {
 public:
  Within(Loop& loop, Co<T>&& inner, Instant end)
      : Wait(loop, nullptr, false, end), inner_(std::move(inner)) {}

  bool await_suspend(std::coroutine_handle<> waiting) {
    if (!inner_.await_suspend(waiting)) return false;
    Wait::await_suspend(waiting);
    return true;
  }
  auto await_resume() {
    if constexpr (std::is_void_v<T>) {
      return inner_.done();
    } else {
      return inner_.done() ? std::optional<T>(inner_.await_resume()) : std::nullopt;
    }
  }

 private:
  Co<T> inner_;
};

/// Awaits `inner` until `deadline` at most: its value (true where it has none), or nothing (false) when the
/// deadline came first.
template <class T>
Within<T> within(Loop& loop, Co<T>&& inner, Instant deadline) {
  return Within<T>(loop, std::move(inner), deadline);
}

}  // namespace rouse::loop
