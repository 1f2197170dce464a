// Farewell: the end of a conversation in which rouse spoke last.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/fd.h"
#include "builtin/scratch.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

/// How long a caller may take to close his side.
inline constexpr std::chrono::seconds farewell_patience{5};

/// Ends the conversation so that the caller reads all that he was sent: a socket that is closed with unread
/// bytes in it resets the connection, and what was on its way is lost. Shuts the writing side and throws away
/// what still comes, until the caller has closed too or farewell_patience is over.
loop::Co<void> farewell(loop::Loop* loop, Fd caller, Scratch* scratch);

}  // namespace rouse::builtin
