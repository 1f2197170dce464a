#include "warm/crash.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace rouse::warm {

namespace {

constexpr std::array crash_signals{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP};

}  // namespace

std::optional<int> crash_in(int wait_status) {
  if (!WIFSIGNALED(wait_status)) return std::nullopt;
  int signal = WTERMSIG(wait_status);
  if (std::ranges::find(crash_signals, signal) == crash_signals.end()) return std::nullopt;
  return signal;
}

}  // namespace rouse::warm
