#include "daemon/keeper.h"

#include <sys/wait.h>

#include <csignal>
#include <span>
#include <vector>

#include "daemon/orders.h"
#include "loop/flag.h"
#include "loop/loop.h"
#include "loop/signals.h"
#include "loop/task.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/socket.h"

namespace rouse::daemon {

namespace {

/// What is left when the steward has gone hears TERM, and is killed so much later; whom the kernel holds even
/// then is not awaited any longer.
constexpr std::chrono::seconds last_patience{2};

sigset_t signals_of_interest(bool is_init) {
  sigset_t out = sys::signal_set({SIGCHLD, SIGHUP, SIGUSR1, SIGUSR2, SIGTERM, SIGQUIT, SIGINT, SIGABRT});
  if (!is_init) return out;
  for (int signal : {SIGPWR, SIGRTMIN + 3, SIGRTMIN + 4, SIGRTMIN + 5}) sigaddset(&out, signal);
  return out;
}

/// To an init: a power failure, as lxc-stop has it; halt, power off and reboot, as systemd has them; the
/// keyboard's interrupt, as `docker run -it` passes it on. All of them end the container, in good order.
int meaning(int signal, bool is_init) {
  bool passed_on = signal == SIGHUP || signal == SIGUSR1 || signal == SIGUSR2 || signal == SIGABRT;
  return is_init && !passed_on ? SIGTERM : signal;
}

/// Killed by a signal counts as a failure of the daemon.
int exit_status(int wait_status) { return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 1; }

class Keeper {
 public:
  Keeper(KeeperParts parts, loop::Loop& loop, loop::Signals& signals)
      : parts_(std::move(parts)),
        loop_(loop),
        signals_(signals),
        orders_(loop, std::move(parts_.orders)),
        reaped_(loop),
        tasks_(loop) {}

  int run() {
    tasks_.start(attend_signals());
    tasks_.start(attend_steward());
    loop_.run();
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
        pass_on(meaning(signal, parts_.is_init));
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
        steward_ended();
      } else {
        (void)parts_.book.reaped(ended->pid,
                                 ended->wait_status);  // an orphan that came to be ours: no session
      }
    }
    reaped_.raise();
  }

  void steward_ended() {
    if (parts_.is_init)
      tasks_.start(end_everybody());
    else
      tasks_.start(end_residents());
  }

  loop::Task end_everybody() {
    for (int signal : {SIGTERM, SIGKILL}) {
      (void)sys::kill(-1, signal);
      (void)sys::kill(-1, SIGCONT);  // who is stopped hears nothing
      Instant end = loop_.now() + last_patience;
      while (sys::has_children() && loop_.now() < end) {
        co_await reaped_.raised_until(end);
      }
    }
    loop_.stop();
  }

  /// A steward that leaves has stopped them; one that dies has not, and the next daemon would meet them.
  loop::Task end_residents() {
    for (int signal : {SIGTERM, SIGKILL}) {
      for (pid_t pid : parts_.book.residents()) {
        if (!sys::kill(-pid, signal)) (void)sys::kill(pid, signal);  // it may lead no group yet
      }
      Instant end = loop_.now() + last_patience;
      while (!parts_.book.residents().empty() && loop_.now() < end) {
        co_await reaped_.raised_until(end);
      }
    }
    loop_.stop();
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
  loop::Flag reaped_;
  loop::Tasks tasks_;
};

}  // namespace

int run_keeper(KeeperParts parts) {
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  if (!loop) return 1;
  auto signals = loop::Signals::create(**loop, signals_of_interest(parts.is_init));
  if (!signals) return 1;
  Keeper keeper(std::move(parts), **loop, **signals);
  return keeper.run();
}

}  // namespace rouse::daemon
