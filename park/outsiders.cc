#include "park/outsiders.h"

#include <sys/prctl.h>

#include "park/kernel.h"

namespace rouse::park {

namespace {

/// What the kernel says of a process into which others of its user may look.
constexpr long is_its_users = 1;  // SUID_DUMP_USER

constexpr int signals_most = 64;

/// The set of signals for which the program has a handler.
std::uint64_t handled_signals() {
  std::uint64_t out = 0;
  for (int signal = 1; signal <= signals_most; ++signal) {
    KernelSigaction action;
    call(SYS_rt_sigaction, signal, nullptr, &action, set_bytes);
    auto does = reinterpret_cast<std::uint64_t>(action.handler);
    bool is_handled =
        does != reinterpret_cast<std::uint64_t>(SIG_DFL) && does != reinterpret_cast<std::uint64_t>(SIG_IGN);
    if (is_handled) out |= std::uint64_t{1} << (signal - 1);
  }
  return out;
}

}  // namespace

Openness shut_out_others() {
  Openness before{.is_theirs = call(SYS_prctl, PR_GET_DUMPABLE) == is_its_users};
  if (before.is_theirs) call(SYS_prctl, PR_SET_DUMPABLE, 0);
  std::uint64_t handled = handled_signals();
  call(SYS_rt_sigprocmask, SIG_BLOCK, &handled, &before.blocked_signals, set_bytes);
  return before;
}

void let_in_others(const Openness& before) {
  if (before.is_theirs) call(SYS_prctl, PR_SET_DUMPABLE, is_its_users);
  call(SYS_rt_sigprocmask, SIG_SETMASK, &before.blocked_signals, nullptr, set_bytes);
}

}  // namespace rouse::park
