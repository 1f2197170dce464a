#include "loop/flag.h"

namespace rouse::loop {

void Flag::raise() {
  raised_ = waiters_.empty();
  while (Waiter* waiter = waiters_.pop_front()) loop_.make_ready(*waiter);
}

}  // namespace rouse::loop
