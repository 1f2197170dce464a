#include "builtin/stream.h"

#include "builtin/chargen.h"
#include "builtin/daytime.h"
#include "builtin/discard.h"
#include "builtin/echo.h"
#include "builtin/time.h"

namespace rouse::builtin {

loop::Co<Traffic> converse(Kind kind, loop::Loop* loop, Fd caller, Scratch* scratch) {
  switch (kind) {
    case Kind::echo:
      return echo(loop, std::move(caller), scratch);
    case Kind::chargen:
      return chargen(loop, std::move(caller));
    case Kind::daytime:
      return daytime(loop, std::move(caller), scratch);
    case Kind::time:
      return time(loop, std::move(caller), scratch);
    case Kind::discard:
      break;
  }
  return discard(loop, std::move(caller), scratch);
}

}  // namespace rouse::builtin
