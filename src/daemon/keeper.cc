#include "daemon/keeper.h"

#include <sys/wait.h>

#include <csignal>
#include <span>
#include <vector>

#include "daemon/orders.h"
#include "loop/loop.h"
#include "loop/signals.h"
#include "loop/task.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/socket.h"

namespace rouse::daemon {

namespace {

/// Killed by a signal counts as a failure of the daemon.
int exit_status(int wait_status) { return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 1; }

class Keeper {
 public:
  Keeper(KeeperParts parts, loop::Loop& loop, loop::Signals& signals)
      : parts_(std::move(parts)),
        loop_(loop),
        signals_(signals),
        orders_(loop, std::move(parts_.orders)),
        tasks_(loop) {}

  int run() {
    tasks_.start(attend_signals());
    tasks_.start(attend_steward());
    loop_.run();
    end_residents();
    tell_caller(status_);
    if (serves_) {
      parts_.pid_file.remove();
    } else {
      parts_.pid_file.give_up();
    }
    return status_;
  }

 private:
  loop::Task attend_signals() {
    for (;;) {
      int signal = co_await signals_.next();
      if (signal == SIGCHLD) {
        reap();
      } else {
        pass_on(signal);
      }
    }
  }

  /// The one thing a steward says is that it serves.
  loop::Task attend_steward() {
    for (;;) {
      co_await orders_.readable();
      std::byte message{};
      std::vector<Fd> none;
      Result<std::size_t> size = sys::receive_message(orders_.raw(), std::span(&message, 1), none);
      if (size && *size == 0) co_return;  // it ended: SIGCHLD tells how
      if (!size || std::to_integer<std::uint8_t>(message) != ready_message) continue;
      serves_ = true;
      tell_caller(0);
    }
  }

  void reap() {
    while (auto ended = sys::reap_any()) {
      if (ended->pid == parts_.steward) {
        status_ = exit_status(ended->wait_status);
        loop_.stop();
      } else {
        (void)parts_.book.reaped(ended->pid,
                                 ended->wait_status);  // an orphan that was ours by chance: no session
      }
    }
  }

  /// A steward that leaves has stopped them; one that dies has not, and the next daemon would meet them.
  void end_residents() {
    for (pid_t pid : parts_.book.residents()) {
      if (!sys::kill(-pid, SIGTERM)) (void)sys::kill(pid, SIGTERM);  // it may lead no group yet
    }
  }

  void pass_on(int signal) {
    auto order = order_of(signal);
    if (!order) return;
    // Whoever starts the next daemon now must not find a live pid in the file.
    if (is_leaving(*order)) parts_.pid_file.remove();
    std::byte message{static_cast<unsigned char>(signal)};
    (void)sys::send_message(orders_.raw(), std::span(&message, 1));  // a steward that is gone needs no order
  }

  void tell_caller(int status) {
    if (!parts_.caller) return;
    char byte = static_cast<char>(status);
    (void)sys::write_all(parts_.caller.raw(), std::string_view(&byte, 1));  // the caller may have been killed
    parts_.caller.reset();
  }

  KeeperParts parts_;
  loop::Loop& loop_;
  loop::Signals& signals_;
  loop::Channel orders_;
  int status_ = 1;
  bool serves_ = false;  // the steward said so
  loop::Tasks tasks_;
};

}  // namespace

int run_keeper(KeeperParts parts) {
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  if (!loop) return 1;
  auto signals = loop::Signals::create(
      **loop, sys::signal_set({SIGCHLD, SIGHUP, SIGUSR1, SIGUSR2, SIGTERM, SIGQUIT, SIGINT, SIGABRT}));
  if (!signals) return 1;
  Keeper keeper(std::move(parts), **loop, **signals);
  return keeper.run();
}

}  // namespace rouse::daemon
