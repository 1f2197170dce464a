#include "daemon/launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <deque>
#include <optional>

#include "daemon/keeper.h"
#include "daemon/steward.h"
#include "process/book.h"
#include "sys/daemonize.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/socket.h"

namespace rouse::daemon {

namespace {

/// Servers at once that the book has room for; memory is touched only as they come.
constexpr std::uint32_t book_slots = 65536;

/// 0, 1 and 2 become /dev/null; what was 2 is the terminal. Whatever else was open is not ours.
Fd tidy_descriptors() {
  (void)sys::close_from(3);
  Fd terminal(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3));
  int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int place = 0; place < 3 && null >= 0; ++place) ::dup2(null, place);
  if (null > 2) ::close(null);
  return terminal;
}

int fail(const Invocation& invocation, const Fd& terminal, const Error& error) {
  (void)sys::write_all(terminal.raw(),
                       fmt::format("{}: {}\n", invocation.name, error.text()));  // the only place left
  return 1;
}

constexpr std::chrono::minutes deaths_window{1};

int steward_life(const Invocation& invocation, KeeperParts& estate, std::optional<Death> death, Fd orders,
                 Fd terminal) {
  (void)sys::set_parent_death_signal(SIGKILL);
  (void)sys::set_process_name("rouse-steward");
  sys::set_process_title(invocation.argc, invocation.argv, "rouse: steward");
  estate.caller.reset();
  process::DepositNumber last = estate.stash.last();
  return run_steward(invocation, {.book = estate.book,
                                  .ledger = estate.ledger,
                                  .orders = std::move(orders),
                                  .terminal = std::move(terminal),
                                  .keeper = ::getppid(),
                                  .batons = std::move(estate.batons),
                                  .doors = estate.stash.hand_out(),
                                  .last_deposit = last,
                                  .death = std::move(death)});
}

/// Who was on his way to a server that there is not, with his socket if the steward had put it into a baton.
std::vector<Stranded> rescue(KeeperParts& estate) {
  std::vector<Stranded> out;
  for (process::LostCaller& lost : estate.book.inherit()) {
    std::vector<Fd> found;
    if (lost.baton > 0 && lost.baton <= estate.batons.size())
      found = estate.batons[lost.baton - 1].take_back();
    out.push_back({std::move(lost), found.empty() ? Fd() : std::move(found.front())});
  }
  return out;
}

/// Too many stewards have died of late.
class Deaths {
 public:
  explicit Deaths(std::size_t most) : most_(most) {}
  bool too_many(Instant now) {
    times_.push_back(now);
    while (now - times_.front() > deaths_window) times_.pop_front();
    return times_.size() >= most_;
  }

 private:
  std::size_t most_;  // within the window
  std::deque<Instant> times_;
};

/// Stewards, one after the other, until one leaves; the status of the daemon.
int keep_stewards(const Invocation& invocation, KeeperParts& estate, Fd terminal) {
  SystemClock clock;
  Deaths deaths(invocation.options.steward_deaths);
  std::optional<Death> death;
  for (;;) {
    auto orders = sys::socket_pair();
    if (!orders) return fail(invocation, terminal, orders.error());
    Result<pid_t> steward = sys::fork_child([&] {
      orders->first.reset();
      return steward_life(invocation, estate, std::move(death), std::move(orders->second),
                          std::move(terminal));
    });
    if (!steward) return fail(invocation, terminal, steward.error());
    orders->second.reset();
    if (!invocation.options.foreground) terminal.reset();
    StewardEnd end = keep(estate, *steward, std::move(orders->first));
    if (!end.died || deaths.too_many(clock.now())) return end.status;
    estate.ledger.inherit();
    death = Death{.wait_status = *end.died, .stranded = rescue(estate)};
  }
}

}  // namespace

int launch(const Invocation& invocation) {
  Fd terminal = tidy_descriptors();
  mode_t inherited = ::umask(022);
  ::umask(inherited | 022);
  Fd caller;
  if (!invocation.options.foreground) {
    Result<Fd> waiting = sys::daemonize();
    if (!waiting) return fail(invocation, terminal, waiting.error());
    caller = std::move(*waiting);
  }
  (void)::chdir("/");
  sys::default_all();
  sys::block_all();
  Result<process::Book> book = process::Book::create(book_slots);
  if (!book) return fail(invocation, terminal, book.error());
  Result<listen::Ledger> ledger = listen::Ledger::create();
  if (!ledger) return fail(invocation, terminal, ledger.error());
  PidFile pid_file(invocation.options.pid_file);
  auto written = pid_file.write(::getpid());
  if (!written)
    (void)fail(invocation, terminal, written.error());  // as xinetd: told, and no reason not to serve
  KeeperParts estate{.book = *book,
                     .ledger = *ledger,
                     .pid_file = pid_file,
                     .caller = std::move(caller),
                     .is_init = ::getpid() == 1 && invocation.options.runlevel.has_value()};
  int status = keep_stewards(invocation, estate, std::move(terminal));
  take_leave(estate, status);
  return status;
}

}  // namespace rouse::daemon
