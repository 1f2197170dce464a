// Which system calls of a program are preparation: they end in its own memory or look at files, and what they
// find is a caller's as well as another's. At every other one it is parked (park = io): what is not known
// here parks it, which costs the callers the rest of the preparation and nothing else.
//
// Parked at are so: whatever touches 0, 1 or 2 (but for looking at what they are), whatever writes, what
// makes something that a fork would not copy or would share (processes, threads, pipes, sockets, timers,
// locks), and what asks for or sets what a child has of its own (umask, nice, limits, session, group).
#pragma once

#include <cstdint>

namespace rouse::park {

/// A system call, as it is in the registers.
struct SystemCall {
  std::uint64_t number;
  std::uint64_t arguments[6];
};

/// `previous` is the number of the call before it, `own` the descriptor that the library has, which no
/// program knows of. A program that asks for its pid is parked there, as it may keep it; but raise() asks for
/// the numbers of the thread and the process and uses them at once.
bool is_preparation(const SystemCall& made, std::uint64_t previous, int own);

}  // namespace rouse::park
