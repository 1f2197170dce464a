#include "daemon/launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <deque>
#include <optional>

#include "daemon/adoption.h"
#include "daemon/descriptors.h"
#include "daemon/keeper.h"
#include "daemon/rebirth.h"
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
/// In which a new version has to serve.
constexpr std::chrono::seconds trial_limit{30};

bool is_init(const Invocation& invocation) {
  return ::getpid() == 1 && invocation.options.runlevel.has_value();
}

/// A descriptor that the program before has left open.
Fd reclaimed(int fd) {
  if (fd >= 0) (void)::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return Fd(fd);
}

int second_keeper(const Invocation& invocation, KeeperParts& before, int terminal,
                  process::DepositNumber last, Heirlooms heirlooms);

int steward_life(const Invocation& invocation, KeeperParts& estate, std::optional<Predecessor> predecessor,
                 Fd orders, Fd terminal) {
  (void)sys::set_process_name("rouse-steward");
  sys::set_process_title(invocation.title, "rouse: steward");
  estate.caller.reset();
  process::DepositNumber last = estate.stash.last();
  int shown = terminal.raw();
  return run_steward(invocation, {.book = estate.book,
                                  .ledger = estate.ledger,
                                  .ring = estate.events,
                                  .orders = std::move(orders),
                                  .terminal = std::move(terminal),
                                  .keeper = ::getppid(),
                                  .batons = std::move(estate.batons),
                                  .doors = estate.stash.hand_out(),
                                  .last_deposit = last,
                                  .beget_keeper =
                                      [&](Heirlooms heirlooms) {
                                        return second_keeper(invocation, estate, shown, last,
                                                             std::move(heirlooms));
                                      },
                                  .predecessor = std::move(predecessor)});
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

/// Where a keeper comes from.
struct Origin {
  bool inherits = false;                // there was another one before
  std::optional<Testament> trial = {};  // of the program that this one has to prove itself to
  std::string news = {};
  bool is_trouble = false;
};

/// What is told of a program that this process has become.
Origin origin_of(Testament testament) {
  if (!testament.is_trial)
    return {.inherits = true,
            .news = fmt::format("rouse {} could not take over ({}); rouse " ROUSE_VERSION " goes on",
                                testament.version, testament.reason),
            .is_trouble = true};
  std::string news = fmt::format("upgraded: rouse {} has become rouse " ROUSE_VERSION, testament.version);
  return {.inherits = true, .trial = std::move(testament), .news = std::move(news)};
}

/// Stewards, one after the other, until one leaves.
class Dynasty {
 public:
  Dynasty(const Invocation& invocation, KeeperParts& estate, Fd terminal, Origin origin)
      : invocation_(invocation),
        estate_(estate),
        terminal_(std::move(terminal)),
        trial_(std::move(origin.trial)),
        deaths_(invocation.options.steward_deaths) {
    if (!origin.inherits) return;
    estate_.ledger.inherit();
    predecessor_ = Predecessor{
        .news = std::move(origin.news), .is_trouble = origin.is_trouble, .stranded = rescue(estate_)};
  }

  /// The status of the daemon.
  int run() {
    for (;;) {
      Result<StewardEnd> end = next();
      if (!end) return fail(invocation_, terminal_, end.error());
      bool failed_trial = trial_ && !end->served;
      if (failed_trial) return_to_last(*end);
      bool ends = !end->died && !end->upgrades && !failed_trial;
      if (ends || (end->died && !failed_trial && deaths_.too_many(clock_.now()))) return end->status;
      trial_.reset();
      succeed(*end, failed_trial);
    }
  }

 private:
  Result<StewardEnd> next() {
    auto orders = sys::socket_pair();
    if (!orders) return std::unexpected(orders.error());
    estate_.ledger.count_steward();
    Result<pid_t> steward = sys::fork_child([&] {
      orders->first.reset();
      return steward_life(invocation_, estate_, std::move(predecessor_), std::move(orders->second),
                          std::move(terminal_));
    });
    predecessor_.reset();  // the sockets of stranded callers are the steward's now
    if (!steward) return std::unexpected(steward.error());
    orders->second.reset();
    if (!invocation_.options.foreground) terminal_.reset();
    return keep(estate_, *steward, std::move(orders->first),
                trial_ ? std::optional<Duration>(trial_limit) : std::nullopt);
  }

  void succeed(const StewardEnd& end, bool failed_trial) {
    estate_.ledger.inherit();
    predecessor_ = Predecessor{.stranded = rescue(estate_)};
    if (end.died) {
      predecessor_->killed_by = WTERMSIG(*end.died);
      estate_.ledger.note_death(clock_.wall());
    }
    if (!end.upgrades && !failed_trial) return;
    Error error = failed_trial ? trouble_ : become_next(invocation_, estate_, terminal_.raw());
    predecessor_->news = fmt::format("the upgrade failed: {}; rouse " ROUSE_VERSION " goes on", error.text());
    predecessor_->is_trouble = true;
  }

  /// Comes back only if the old program is out of reach; then this one tries on.
  void return_to_last(const StewardEnd& end) {
    std::string reason = end.died ? fmt::format("its steward was killed by signal {}", WTERMSIG(*end.died))
                                  : fmt::format("its steward ended with status {}", end.status);
    trouble_ = become_last(invocation_, estate_, terminal_.raw(), *trial_, std::move(reason));
  }

  const Invocation& invocation_;
  KeeperParts& estate_;
  Fd terminal_;
  std::optional<Testament> trial_;  // of the program that this one has to prove itself to
  std::optional<Predecessor> predecessor_;
  Error trouble_;
  SystemClock clock_;
  Deaths deaths_;
};

int rule(const Invocation& invocation, KeeperParts estate, Fd terminal, Origin origin) {
  (void)raise_descriptors(invocation.descriptors, descriptors_most);
  int status = Dynasty(invocation, estate, std::move(terminal), std::move(origin)).run();
  take_leave(estate, status);
  return status;
}

/// In a process that a steward has forked whose keeper is gone.
int second_keeper(const Invocation& invocation, KeeperParts& before, int terminal,
                  process::DepositNumber last, Heirlooms heirlooms) {
  std::vector<int> needed{before.book.memory().raw(), before.book.bell().raw(), before.ledger.memory().raw()};
  for (const auto& [number, door] : heirlooms.doors) needed.push_back(door);
  for (const Orphan& orphan : heirlooms.orphans) needed.push_back(orphan.pidfd.raw());
  if (invocation.options.foreground) needed.push_back(terminal);
  sys::close_but(std::move(needed));
  (void)sys::set_process_name(invocation.name);
  sys::set_process_title(invocation.title,
                         fmt::format("{}", fmt::join(invocation.words, std::string_view("\0", 1))));
  PidFile pid_file(invocation.options.pid_file);
  (void)pid_file.write(::getpid());  // as at the start
  KeeperParts estate{.book = before.book,
                     .ledger = before.ledger,
                     .events = before.events,
                     .pid_file = pid_file,
                     .is_init = false,
                     .batons = process::make_batons(),
                     .orphans = std::move(heirlooms.orphans),
                     .serves = true};
  for (auto [number, door] : heirlooms.doors) estate.stash.keep(number, Fd(door), last);
  return rule(invocation, std::move(estate), Fd(invocation.options.foreground ? terminal : -1),
              {.inherits = true, .news = "another keeper has taken the place of the one that was killed"});
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
  Result<listen::Ledger> ledger = listen::Ledger::create(SystemClock().wall());
  if (!ledger) return fail(invocation, terminal, ledger.error());
  Result<log::Ring> events = log::Ring::create();
  if (!events) return fail(invocation, terminal, events.error());
  Result<Adoption> adoption = adopt(invocation.options.adopt);
  if (!adoption) return fail(invocation, terminal, adoption.error());
  PidFile pid_file(invocation.options.pid_file);
  auto written = pid_file.write(::getpid());
  if (!written)
    (void)fail(invocation, terminal, written.error());  // as xinetd: told, and no reason not to serve
  KeeperParts estate{.book = *book,
                     .ledger = *ledger,
                     .events = *events,
                     .pid_file = pid_file,
                     .caller = std::move(caller),
                     .is_init = is_init(invocation),
                     .batons = process::make_batons(),
                     .adopted = std::move(adoption->process)};
  for (Fd& door : adoption->doors) estate.stash.add(std::move(door));
  return rule(invocation, std::move(estate), std::move(terminal), Origin{});
}

int relaunch(const Invocation& invocation, Testament testament) {
  Fd terminal = reclaimed(testament.terminal);
  (void)sys::set_process_name(invocation.name);
  Result<process::Book> book =
      process::Book::adopt(reclaimed(testament.book.first), reclaimed(testament.book.second));
  if (!book) return fail(invocation, terminal, book.error());
  Result<listen::Ledger> ledger = listen::Ledger::adopt(reclaimed(testament.ledger));
  if (!ledger) return fail(invocation, terminal, ledger.error());
  Result<log::Ring> events = log::Ring::create();
  if (!events) return fail(invocation, terminal, events.error());
  PidFile pid_file(invocation.options.pid_file);
  pid_file.adopt(::getpid());
  KeeperParts estate{.book = *book,
                     .ledger = *ledger,
                     .events = *events,
                     .pid_file = pid_file,
                     .is_init = is_init(invocation),
                     .serves = testament.serves};
  for (auto [near, far] : testament.batons) estate.batons.emplace_back(reclaimed(near), reclaimed(far));
  for (auto [number, fd] : testament.deposits) estate.stash.keep(number, reclaimed(fd), testament.last);
  for (auto [pid, fd] : testament.orphans) estate.orphans.push_back({pid, reclaimed(fd)});
  return rule(invocation, std::move(estate), std::move(terminal), origin_of(std::move(testament)));
}

}  // namespace rouse::daemon
