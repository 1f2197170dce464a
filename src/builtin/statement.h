// Statement: a built-in that says one thing and ends: daytime and time.
#pragma once

#include <string_view>

#include "base/fd.h"
#include "builtin/scratch.h"
#include "builtin/traffic.h"

namespace rouse::builtin {

/// Sends `text`, which a new connection always has room for, and takes what the caller has said so far. Where
/// he said something (in_bytes), a farewell must follow; otherwise the socket may simply be closed.
Traffic state(int caller, std::string_view text, Scratch& scratch);

}  // namespace rouse::builtin
