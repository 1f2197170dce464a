// Conversations with the stream built-ins, as attend/conversations.cc has them; each tells when it is over.
#pragma once

#include <utility>

#include "builtin/stream.h"
#include "loop/channel.h"
#include "loop/task.h"

namespace rouse::fakes {

inline loop::Task converse(builtin::Kind kind, loop::Loop* loop, Fd fd, builtin::Scratch* scratch,
                           bool* ended) {
  builtin::Progress progress{.kind = kind};
  loop::Channel caller(*loop, std::move(fd), loop::Trigger::edge);
  while (builtin::go_on(progress, caller.raw(), *scratch)) {
    co_await builtin::until(*loop, caller, progress.next);
  }
  *ended = true;
}

inline loop::Task tell(builtin::Kind kind, loop::Loop* loop, Fd caller, builtin::Scratch* scratch,
                       bool* ended) {
  co_await builtin::tell(kind, loop, std::move(caller), scratch);
  *ended = true;
}

}  // namespace rouse::fakes
