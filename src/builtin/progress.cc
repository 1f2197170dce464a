#include "builtin/progress.h"

#include <cerrno>

#include "loop/sleep.h"

namespace rouse::builtin {

loop::Wait until(loop::Loop& loop, loop::Channel& caller, Next next) {
  if (next == Next::read) return caller.readable();
  if (next == Next::write) return caller.writable();
  return loop::sleep_until(loop, loop.now());
}

loop::TimedWait until(loop::Loop& loop, loop::Channel& caller, Next next, Instant end) {
  if (next == Next::read) return caller.readable_until(end);
  if (next == Next::write) return caller.writable_until(end);
  return loop::TimedWait(loop, nullptr, false, loop.now());
}

Next after(const Error& error, Next waiting) {
  if (error.code == EAGAIN) return waiting;
  return error.code == EINTR ? Next::yield : Next::end;
}

}  // namespace rouse::builtin
