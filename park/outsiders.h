// Others of the user of a parked process. Where the kernel lets them (kernel.yama.ptrace_scope is 0), they
// may trace any process of their user and write into its memory. Who does that to a parked process changes
// the server of every later caller, so nobody but root may; the server of one caller is as any process of
// that user.
//
// They may also send it signals. One that ends it costs a start; but a handler of the program's would run in
// the parked process, and what it does there would be done in the servers of all later callers.
#pragma once

#include <cstdint>

namespace rouse::park {

/// How far this process was open to them.
struct Openness {
  bool is_theirs = false;  // they may trace it; not so where the user may not read the program
  std::uint64_t blocked_signals = 0;
};

/// Keeps them out of this process, and of its children until they are let in.
Openness shut_out_others();
/// This process, or its copy, is as it was before it shut them out: it may be traced, may dump core, has what
/// is in /proc/self, and its handlers run.
void let_in_others(const Openness& before);

}  // namespace rouse::park
