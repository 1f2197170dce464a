#include "builtin/partner.h"

#include "loop/sleep.h"

namespace rouse::builtin {

loop::Wait Partner::until(loop::Loop& loop, Next next) {
  if (next == Next::read) return channel_.readable();
  if (next == Next::write) return channel_.writable();
  return loop::sleep_until(loop, loop.now());
}

Next after(const Error& error, Next waiting) {
  if (error.code == EAGAIN) return waiting;
  return error.code == EINTR ? Next::yield : Next::end;
}

}  // namespace rouse::builtin
