// Others of the user of a parked process. Where the kernel lets them (kernel.yama.ptrace_scope is 0), they
// may trace any process of their user and write into its memory. Who does that to a parked process changes
// the server of every later caller, so nobody but root may; the server of one caller is as any process of
// that user.
#pragma once

namespace rouse::park {

/// Keeps them out of this process, and of its children until they are let in. False: they could not come in
/// anyway, as where the user may not read the program.
bool shut_out_others();
/// This process is as it was before it shut them out: it may be traced, may dump core, and has what is in
/// /proc/self.
void let_in_others();

}  // namespace rouse::park
