// Time (RFC 868): the seconds since 1900, for machines.
#pragma once

#include <array>

#include "base/clock.h"
#include "base/fd.h"
#include "builtin/scratch.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

/// Seconds since 1900 modulo 2^32, big-endian.
std::array<char, 4> time_bytes(WallTime at);

/// Says time_bytes() and ends.
loop::Co<void> time(loop::Loop* loop, Fd caller, Scratch* scratch);

}  // namespace rouse::builtin
