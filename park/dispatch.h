// park = io: a program runs until it makes its first system call that is no preparation (park/preparation.h),
// and is parked there. The kernel tells of each call with SIGSYS (PR_SET_SYSCALL_USER_DISPATCH; on x86-64):
//
//   program -- system call --> SIGSYS --> preparation: the handler makes it and puts its result where the
//   program
//      ^                         |        expects it
//      |                         v
//      |                     no preparation: the handler waits for callers. In a child, which the kernel
//      tells of
//      \------------------------ nothing more, it comes back and the program makes its call again
#pragma once

namespace rouse::park {

/// From now on the program's system calls are watched. False: the kernel or the processor cannot.
bool watch_calls();

}  // namespace rouse::park
