#include "sys/signal.h"

#include <sys/signalfd.h>
#include <unistd.h>

namespace rouse::sys {

sigset_t signal_set(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (int signal : signals) sigaddset(&set, signal);
  return set;
}

sigset_t block_all() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  return before;
}

void set_mask(const sigset_t& mask) { pthread_sigmask(SIG_SETMASK, &mask, nullptr); }

void default_all() {
  for (int signal = 1; signal < NSIG; ++signal) (void)std::signal(signal, SIG_DFL);  // two cannot be changed
}

void keep_ended_children() { (void)std::signal(SIGCHLD, SIG_DFL); }

std::vector<int> ignored_signals() {
  std::vector<int> out;
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action{};
    bool known = ::sigaction(signal, nullptr, &action) == 0;
    if (known && (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_IGN) out.push_back(signal);
  }
  return out;
}

Result<Fd> signal_fd(const sigset_t& set) {
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  Fd fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd) return failed("signalfd");
  return fd;
}

Result<int> next_signal(int fd) {
  signalfd_siginfo info{};
  if (::read(fd, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return failed("read", "signalfd");
  return static_cast<int>(info.ssi_signo);
}

}  // namespace rouse::sys
