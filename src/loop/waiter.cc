#include "loop/waiter.h"

#include "loop/loop.h"

namespace rouse::loop {

Wait::Wait(Loop& loop, List<Waiter>* list, bool ready, Instant end, std::uint8_t what)
    : ready_(ready), loop_(loop) {
  deadline = end;
  event = what;
  if (!ready && list != nullptr) list->push_back(*this);
}

void Wait::await_suspend(std::coroutine_handle<> waiting) {
  handle = waiting;
  if (deadline != never) loop_.timers_.add(*this);
}

/// Its list it leaves by itself.
Wait::~Wait() { loop_.timers_.cancel(*this); }

}  // namespace rouse::loop
