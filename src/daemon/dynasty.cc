#include "daemon/dynasty.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <deque>

#include "daemon/descriptors.h"
#include "daemon/rebirth.h"
#include "daemon/steward.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/socket.h"

namespace rouse::daemon {

namespace {

constexpr std::chrono::minutes deaths_window{1};
/// In which a new version has to serve.
constexpr std::chrono::seconds trial_limit{30};

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
                                  .roster = estate.roster,
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

/// Makes whole what a steward has left. Who was on his way to a server that there is not, with his socket if
/// it had put that into a baton, which has to be empty for the next one.
std::vector<Stranded> rescue(KeeperParts& estate) {
  estate.ledger.inherit();
  estate.roster.inherit();
  std::vector<Stranded> out;
  for (process::LostCaller& lost : estate.book.inherit()) {
    std::vector<Fd> found;
    if (lost.baton > 0 && lost.baton <= estate.batons.size())
      found = estate.batons[lost.baton - 1].take_back();
    if (lost.owner != process::Owner::caller) continue;
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

/// Stewards, one after the other, until one leaves.
class Dynasty {
 public:
  Dynasty(const Invocation& invocation, KeeperParts& estate, Fd terminal, Origin origin)
      : invocation_(invocation),
        estate_(estate),
        terminal_(std::move(terminal)),
        trial_(std::move(origin.trial)),
        last_program_(std::move(origin.last_program)),
        deaths_(invocation.options.steward_deaths) {
    if (!origin.inherits) return;
    predecessor_ = Predecessor{
        .news = std::move(origin.news), .is_trouble = origin.is_trouble, .stranded = rescue(estate_)};
  }

  /// The status of the daemon.
  int run() {
    for (;;) {
      Result<StewardEnd> end = next();
      if (!end) return fail(invocation_, terminal_, end.error());
      if (!end->followed) return end->status;
      bool failed_trial = has_failed_trial(*end);
      if (failed_trial) return_to_last(*end);
      trial_.reset();
      last_program_.reset();
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
      last_program_.reset();
      return steward_life(invocation_, estate_, std::move(predecessor_), std::move(orders->second),
                          std::move(terminal_));
    });
    predecessor_.reset();  // the sockets of stranded callers are the steward's now
    if (!steward) return std::unexpected(steward.error());
    orders->second.reset();
    if (!invocation_.options.foreground) terminal_.reset();
    return keep(estate_, *steward, std::move(orders->first),
                trial_ ? std::optional<Duration>(trial_limit) : std::nullopt,
                [this](const StewardEnd& end) { return is_followed(end); });
  }

  bool has_failed_trial(const StewardEnd& end) const { return trial_ && !end.served; }

  bool is_followed(const StewardEnd& end) {
    if (has_failed_trial(end)) return true;
    return end.died ? !deaths_.too_many(clock_.now()) : end.upgrades;
  }

  /// Another program, if it is to be one, does the rest itself.
  void succeed(const StewardEnd& end, bool failed_trial) {
    std::string news;
    if (end.upgrades || failed_trial) {
      Error error = failed_trial ? trouble_ : become_next(invocation_, estate_, terminal_.raw());
      news = fmt::format("the upgrade failed: {}; rouse " ROUSE_VERSION " goes on", error.text());
    }
    predecessor_ = Predecessor{.news = news, .is_trouble = !news.empty(), .stranded = rescue(estate_)};
    if (!end.died) return;
    predecessor_->killed_by = WTERMSIG(*end.died);
    estate_.ledger.note_death(clock_.wall());
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
  std::optional<Testament> trial_;
  Fd last_program_;
  std::optional<Predecessor> predecessor_;
  Error trouble_;
  SystemClock clock_;
  Deaths deaths_;
};

/// In a process that a steward has forked whose keeper is gone.
int second_keeper(const Invocation& invocation, KeeperParts& before, int terminal,
                  process::DepositNumber last, Heirlooms heirlooms) {
  std::vector<int> needed{before.book.memory().raw(), before.book.bell().raw(), before.ledger.memory().raw(),
                          before.roster.memory().raw(), before.events.memory().raw()};
  for (const auto& [number, fd] : heirlooms.deposits) needed.push_back(fd);
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
                     .roster = before.roster,
                     .events = before.events,
                     .pid_file = pid_file,
                     .is_init = false,
                     .batons = process::make_batons(),
                     .orphans = std::move(heirlooms.orphans),
                     .serves = true};
  for (auto [number, fd] : heirlooms.deposits) estate.stash.keep(number, Fd(fd), last);
  return reign(invocation, std::move(estate), Fd(invocation.options.foreground ? terminal : -1),
               {.inherits = true, .news = "another keeper has taken the place of the one that was killed"});
}

}  // namespace

int fail(const Invocation& invocation, const Fd& terminal, const Error& error) {
  (void)sys::write_all(terminal.raw(),
                       fmt::format("{}: {}\n", invocation.name, error.text()));  // the only place left
  return 1;
}

int reign(const Invocation& invocation, KeeperParts estate, Fd terminal, Origin origin) {
  (void)raise_descriptors(invocation.descriptors, descriptors_most);
  int status = Dynasty(invocation, estate, std::move(terminal), std::move(origin)).run();
  take_leave(estate, status);
  return status;
}

}  // namespace rouse::daemon
