#include "daemon/keeper.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <span>
#include <vector>

#include "daemon/door_store.h"
#include "daemon/orders.h"
#include "daemon/service_manager.h"
#include "loop/flag.h"
#include "loop/loop.h"
#include "loop/signals.h"
#include "loop/sleep.h"
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
/// Within which a steward that is told to leave says that it does; one that hangs never does.
constexpr std::chrono::seconds hearing_patience{10};

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

/// The one in the foreground, or who started the daemon: his exit status says whether it serves.
void tell_caller(KeeperParts& parts, int status) {
  if (!parts.caller) return;
  char byte = static_cast<char>(status);
  (void)sys::write_all(parts.caller.raw(), std::string_view(&byte, 1));  // the caller may have been killed
  parts.caller.reset();
}

class Keeper {
 public:
  Keeper(KeeperParts& parts, pid_t steward, Fd orders, loop::Loop& loop, loop::Signals& signals,
         const IsFollowed& is_followed)
      : parts_(parts),
        steward_(steward),
        is_followed_(is_followed),
        loop_(loop),
        signals_(signals),
        orders_(loop, std::move(orders)),
        reaped_(loop),
        tasks_(loop) {}

  StewardEnd run(std::optional<Duration> trial) {
    if (trial) tasks_.start(end_trial(*trial));
    tasks_.start(attend_signals());
    tasks_.start(attend_steward());
    if (parts_.adopted) tasks_.start(outlive_adopted());
    std::vector<pid_t> orphans;
    for (const Orphan& orphan : parts_.orphans) orphans.push_back(orphan.pid);
    for (pid_t pid : orphans) tasks_.start(attend_orphan(&loop_, &parts_.book, &parts_.orphans, pid));
    reap();  // who ended while there was no steward
    loop_.run();
    return end_;
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

  loop::Task end_trial(Duration limit) {
    co_await loop::sleep_for(loop_, limit);
    if (!end_.served) (void)sys::kill(steward_, SIGKILL);
  }

  loop::Task attend_steward() {
    for (;;) {
      co_await orders_.readable();
      if (hear_steward() == Heard::end) co_return;  // it ended: SIGCHLD tells how
    }
  }

  /// At its end it takes the pid file away, which may be this daemon's by then.
  loop::Task outlive_adopted() {
    loop::Channel life(loop_, std::move(parts_.adopted));
    co_await life.readable();
    if (!leaving_) (void)parts_.pid_file.write(::getpid());  // as at the start
  }

  /// A steward that answers no more is hung: the manager does not hear that the daemon lives until the next
  /// one serves.
  loop::Task attend_watchdog(Duration interval) {
    for (;;) {
      is_alive_ = false;
      send(life_question);
      co_await loop::sleep_for(loop_, interval / 2);
      if (leaving_ || has_ended_) co_return;
      if (!is_alive_) break;
      tell_manager_alive();
    }
    (void)sys::kill(steward_, SIGKILL);
  }

  enum class Heard : std::uint8_t { message, nothing, end };

  Heard hear_steward() {
    CustodyMessage message;
    std::vector<Fd> fds;
    Result<std::size_t> size =
        sys::receive_message(orders_.raw(), std::as_writable_bytes(std::span(&message, 1)), fds);
    if (!size) return size.error().code == EMSGSIZE ? Heard::message : Heard::nothing;
    if (*size < sizeof message.tag) return Heard::end;
    std::span numbers =
        std::span(message.numbers).first((*size - sizeof message.tag) / sizeof(process::DepositNumber));
    switch (message.tag) {
      case ready_message:
        serves();
        break;
      case alive_message:
        is_alive_ = true;
        break;
      case reloading_message:
        tell_manager_reloading(loop_.now());
        break;
      case leaving_message:
        leaving_ = leaves_ = true;
        tell_manager_stopping();
        break;
      case upgrade_message:
        upgrades_ = true;
        break;
      case keep_message:
        store_doors(parts_.stash.size(), numbers, fds);
        parts_.stash.keep(numbers, std::move(fds));
        break;
      case drop_message:
        parts_.stash.drop(numbers);
        forget_doors(numbers);
        break;
      default:
        break;
    }
    return Heard::message;
  }

  void serves() {
    auto watchdog = watchdog_interval();
    if (!end_.served && watchdog) tasks_.start(attend_watchdog(*watchdog));
    parts_.serves = true;
    end_.served = true;
    tell_caller(parts_, 0);
    tell_manager_ready();
  }

  void reap() {
    while (auto ended = sys::reap_any()) {
      if (ended->pid == steward_) {
        steward_ended(ended->wait_status);
      } else {
        (void)parts_.book.reaped(ended->pid, ended->wait_status,
                                 loop_.now());  // an orphan that came to be ours: no session
      }
    }
    reaped_.raise();
  }

  void steward_ended(int wait_status) {
    has_ended_ = true;
    while (hear_steward() == Heard::message) {  // what it said last
    }
    end_.status = exit_status(wait_status);
    end_.upgrades = upgrades_ && wait_status == 0 && !leaving_;
    if (WIFSIGNALED(wait_status) && !leaving_) end_.died = wait_status;
    end_.followed = !leaving_ && is_followed_(end_);
    if (end_.followed) return loop_.stop();
    tasks_.start(parts_.is_init ? end_everybody() : end_residents());
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

  /// A steward that hangs must not keep its doors from the next daemon.
  loop::Task end_deaf_steward() {
    co_await loop::sleep_for(loop_, hearing_patience);
    if (!leaves_ && !has_ended_) (void)sys::kill(steward_, SIGKILL);
  }

  void pass_on(int signal) {
    auto order = order_of(signal);
    if (!order) return;
    // Whoever starts the next daemon now must not find a live pid in the file.
    if (is_leaving(*order)) {
      leaving_ = true;
      parts_.pid_file.remove();
      tasks_.start(end_deaf_steward());
    }
    send(signal);
  }

  void send(int number) {
    std::byte message{static_cast<unsigned char>(number)};
    (void)sys::send_message(orders_.raw(), std::span(&message, 1));  // a steward that is gone needs no order
  }

  KeeperParts& parts_;
  pid_t steward_;
  const IsFollowed& is_followed_;
  loop::Loop& loop_;
  loop::Signals& signals_;
  loop::Channel orders_;
  StewardEnd end_;
  bool is_alive_ = false;  // the steward has answered the last question
  bool has_ended_ = false;
  bool leaving_ = false;   // it means to go, or has been told to
  bool leaves_ = false;    // it has said that it does
  bool upgrades_ = false;  // it goes so that the next one can be of another version
  loop::Flag reaped_;
  loop::Tasks tasks_;
};

}  // namespace

StewardEnd keep(KeeperParts& parts, pid_t steward, Fd orders, std::optional<Duration> trial,
                const IsFollowed& is_followed) {
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  if (!loop) return {};
  auto signals = loop::Signals::create(**loop, signals_of_interest(parts.is_init));
  if (!signals) return {};
  Keeper keeper(parts, steward, std::move(orders), **loop, **signals, is_followed);
  return keeper.run(trial);
}

void take_leave(KeeperParts& parts, int status) {
  if (parts.serves) {
    parts.pid_file.remove();
  } else {
    parts.pid_file.give_up();
  }
  tell_caller(parts, status);  // who hears it may look for the file
}

}  // namespace rouse::daemon
