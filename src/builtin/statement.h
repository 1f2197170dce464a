// Statement: a built-in that says one thing and ends: daytime and time.
#pragma once

#include <string>

#include "base/fd.h"
#include "builtin/scratch.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

/// Sends `text`, which a new connection always has room for, takes what the caller has said so far, and
/// closes: at once where he said nothing, else with a farewell.
loop::Co<void> state(loop::Loop* loop, Fd caller, std::string text, Scratch* scratch);

}  // namespace rouse::builtin
