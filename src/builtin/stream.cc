#include "builtin/stream.h"

#include "builtin/chargen.h"
#include "builtin/daytime.h"
#include "builtin/discard.h"
#include "builtin/echo.h"
#include "builtin/time.h"

namespace rouse::builtin {

namespace {

Next take_turn(Progress& progress, int caller, Scratch& scratch) {
  if (progress.kind == Kind::echo) return go_on_echoing(caller, scratch);
  if (progress.kind == Kind::chargen) return go_on_generating(progress, caller);
  return go_on_discarding(caller, scratch);
}

}  // namespace

bool go_on(Progress& progress, int caller, Scratch& scratch) {
  progress.next = take_turn(progress, caller, scratch);
  return progress.next != Next::end;
}

loop::Co<void> tell(Kind kind, loop::Loop* loop, Fd caller, Scratch* scratch) {
  if (kind == Kind::time) return time(loop, std::move(caller), scratch);
  return daytime(loop, std::move(caller), scratch);
}

}  // namespace rouse::builtin
