#include "warm/park.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "process/fingerprint.h"
#include "sys/socket.h"
#include "warm/call.h"
#include "warm/crash.h"

namespace rouse::warm {

using namespace std::chrono_literals;

namespace {

/// So long nobody is parked where others needed the memory more.
constexpr std::chrono::seconds memory_pause = 60s;
/// A parked process that has no child for a caller by then hangs.
constexpr Duration answer_timeout = 2s;
/// One that leaves has nothing more to do than to serve those whom it has.
constexpr Duration leave_timeout = 5s;

std::string_view words_of(park::Reason reason) {
  switch (reason) {
    case park::Reason::has_threads:
      return "it has threads before it can be parked";
    case park::Reason::no_tid_address:
      return "this kernel does not tell the address of a thread's number (CONFIG_CHECKPOINT_RESTORE)";
    case park::Reason::no_dispatch:
      return "this kernel or processor does not let system calls be caught, which park = io needs";
    case park::Reason::shares_descriptors:
      return "it has opened a pipe, a connection or the like, which its children would share";
    case park::Reason::shares_memory:
      return "it has memory that its children would share, and write into (MAP_SHARED)";
  }
  return "its library gave a reason of another version";
}

}  // namespace

struct Park::Process {
  enum class State : std::uint8_t { coming, open, leaving };

  Birth birth;
  std::unique_ptr<Parked> talk;
  std::unique_ptr<Origin> origin;
  State state = State::coming;
  Instant started{};
  Instant since{};  // it is in this state
  Instant last_caller{};
  std::uint64_t callers = 0;
  bool killed = false;
  bool proved = false;
  bool forks = true;       // as far as the log says
  bool senseless = false;  // what it may still say is not worth hearing
};

Park::Park(const Means& means, std::string id) : means_(means), id_(std::move(id)) {}

Park::~Park() = default;

void Park::apply(std::shared_ptr<const process::Recipe> recipe, const Habits& habits) {
  process::Fingerprint print = process::fingerprint_of(*recipe).add(habits.at_io ? 1 : 0);
  for (const std::string& path : habits.watched) print.add(path);
  std::uint64_t fingerprint = print.value();
  bool is_other = fingerprint != fingerprint_;
  recipe_ = std::move(recipe);
  habits_ = habits;
  fingerprint_ = fingerprint;
  closed_ = false;
  if (is_other) {
    obstacle_.clear();
    trouble_.clear();
    back_off_ = {};
    for (auto& process : processes_) retire(*process);
  }
  means_.changed.raise();
}

void Park::close() {
  closed_ = true;
  counts_ = &uncounted_;
  for (auto& process : processes_) retire(*process);
}

std::optional<Park::Use> Park::use() const {
  const Process* process = open();
  if (process == nullptr) return std::nullopt;
  return Use{process->birth.child.pid, process->last_caller};
}

void Park::make_room() {
  if (open() == nullptr) return;
  back_off_.wait_until(means_.loop.now() + memory_pause);
  trouble_ = "others need its memory more (park_memory_max)";
  means_.log.notice(
      fmt::format("{}: parked no longer, as park_memory_max wants it; for {} s its callers are served cold",
                  id_, memory_pause.count()));
  for (auto& process : processes_) retire(*process);
}

/// The one that callers are given to.
Park::Process* Park::open() const {
  auto is_open = [](const auto& process) { return process->state == Process::State::open; };
  auto found = std::ranges::find_if(processes_, is_open);
  return found == processes_.end() ? nullptr : found->get();
}

/// The one that will be.
Park::Process* Park::coming() const {
  auto comes = [](const auto& process) { return process->state == Process::State::coming; };
  auto found = std::ranges::find_if(processes_, comes);
  return found == processes_.end() ? nullptr : found->get();
}

std::optional<process::DepositNumber> Park::waiting() {
  freshen();
  if (const Process* process = open()) return process->birth.kept;
  start();
  return std::nullopt;
}

bool Park::give(Tag tag, const process::Strings& variables, int caller) {
  Process* process = open();
  std::vector<std::byte> call = call_of(*recipe_, tag, variables);
  if (process == nullptr || call.empty() || !process->talk->give(tag, call, caller)) return false;
  process->last_caller = means_.loop.now();
  ++process->callers;
  if (habits_.callers_most && process->callers >= *habits_.callers_most) means_.changed.raise();
  if (process->talk->outstanding() == 1) means_.changed.raise();
  return true;
}

void Park::inherit(Fd near, Birth birth, const std::vector<Tag>& given) {
  auto process = std::make_unique<Process>();
  process->birth = std::move(birth);
  process->talk = std::make_unique<Parked>(means_.loop, std::move(near), static_cast<Hearer&>(*this));
  for (Tag tag : given) process->talk->expect(tag);
  retire(*process);
  processes_.push_back(std::move(process));
}

void Park::child_ended(process::DepositNumber kept, pid_t pid, int wait_status) {
  Process* process = open();
  std::optional<int> signal = crash_in(wait_status);
  if (!signal || process == nullptr || process->birth.kept != kept) return;
  means_.log.warning(fmt::format(
      "{}: its server {} has crashed (signal {}); its parked process {} is replaced, so that nobody "
      "tries again at the same addresses",
      id_, pid, *signal, process->birth.child.pid));
  retire(*process);
  start();
}

/// What was parked of files that are others by now waits for nobody any more.
void Park::freshen() {
  if (!obstacle_.empty() && cold_origin_ && cold_origin_->changed()) obstacle_.clear();
  for (auto& process : processes_) {
    if (process->state == Process::State::leaving || !process->origin) continue;
    std::optional<std::string> changed = process->origin->changed();
    if (!changed) continue;
    means_.log.notice(fmt::format("{}: {} has changed; its parked process {} is replaced", id_, *changed,
                                  process->birth.child.pid));
    retire(*process);
  }
}

/// If nobody comes already, and it may be tried.
void Park::start() {
  if (closed_ || !recipe_ || !obstacle_.empty() || means_.loop.now() < back_off_.until()) return;
  if (coming() != nullptr) return;
  Examination examination = means_.births.examine(*recipe_, habits_.watched);
  cold_origin_ = nullptr;
  if (!examination.obstacle.empty()) {
    cold_origin_ = std::move(examination.origin);
    return become_cold(examination.obstacle);
  }
  auto pair = sys::socket_pair();
  if (!pair) return back_off(pair.error().text(), means_.loop.now());
  auto& [near, far] = *pair;
  (void)sys::set_nonblocking(far.raw(), false);
  (void)sys::set_option(near.raw(), SOL_SOCKET, SO_PASSCRED, 1);
  (void)sys::refuse_descriptors(near.raw());  // else they are closed as they come
  Result<Birth> birth = means_.births.start(id_, *recipe_, habits_.at_io, near.raw(), far.raw());
  if (!birth) return back_off(birth.error().text(), means_.loop.now());
  ++counts_->started;
  auto process = std::make_unique<Process>();
  process->birth = std::move(*birth);
  process->origin = std::move(examination.origin);
  process->started = process->since = means_.loop.now();
  process->talk = std::make_unique<Parked>(means_.loop, std::move(near), static_cast<Hearer&>(*this));
  processes_.push_back(std::move(process));
  means_.changed.raise();
}

/// The next one is started after a delay that is counted from `since`.
void Park::back_off(std::string_view why, Instant since) {
  Instant now = means_.loop.now();
  back_off_.lost(since);
  ++counts_->failed;
  trouble_ = why;
  auto left_s = std::chrono::duration_cast<std::chrono::seconds>(back_off_.until() - now).count();
  std::string outlook;
  if (const Process* serves = open())
    outlook = fmt::format("its parked process {} serves on, and is replaced in {} s at the earliest",
                          serves->birth.child.pid, left_s);
  else if (left_s > 0)
    outlook =
        fmt::format("its callers are served cold, and it is parked again in {} s at the earliest", left_s);
  else
    outlook = "its callers are served cold until it is parked again";
  means_.log.warning(fmt::format("{}: {}; {}", id_, why, outlook));
  means_.changed.raise();
}

/// The next one need not wait for long. Once: what it does later says nothing of those that were started
/// since.
void Park::prove(Process& process) {
  if (process.state != Process::State::open || std::exchange(process.proved, true)) return;
  back_off_.proved();
}

/// The one that callers were given to is lost.
void Park::lose(std::string_view why, Instant since) {
  const Process* next = coming();
  if (next == nullptr) return back_off(why, since);
  ++counts_->failed;
  means_.log.warning(
      fmt::format("{}: {}; its callers are served cold until {} is parked", id_, why, next->birth.child.pid));
}

void Park::become_cold(std::string_view why) {
  obstacle_ = why;
  const Process* serves = open();
  means_.log.warning(fmt::format(
      "{}: cannot be parked: {}; {}", id_, why,
      serves == nullptr
          ? "its callers are served cold"
          : fmt::format("its parked process {} still serves its callers", serves->birth.child.pid)));
}

void Park::retire(Process& process) {
  if (process.state == Process::State::leaving) return;
  process.state = Process::State::leaving;
  process.since = means_.loop.now();
  process.talk->finish();
  means_.changed.raise();
}

void Park::end(Process& process) {
  if (!std::exchange(process.killed, true)) means_.births.kill(process.birth.child);
}

/// Its end of the pair may be somebody else's, too, so nobody waits for its last word before the next one.
void Park::fail(Process& process, std::string_view why) {
  end(process);
  if (process.state == Process::State::leaving) return;
  bool was_open = process.state == Process::State::open;
  retire(process);
  if (was_open) return lose(why, means_.loop.now());
  back_off(why, means_.loop.now());
}

Instant Park::review() {
  forget_gone();
  Instant next = Instant::max();
  for (std::size_t i = 0; i < processes_.size(); ++i) next = std::min(next, review(*processes_[i]));
  forget_gone();
  bool wanted = habits_.prestart && open() == nullptr && !closed_ && obstacle_.empty();
  if (!wanted) return next;
  start();
  return means_.loop.now() < back_off_.until() ? std::min(next, back_off_.until()) : next;
}

void Park::forget_gone() {
  std::erase_if(processes_, [this](const auto& process) {
    if (!process->talk->is_gone()) return false;
    means_.births.let_go(process->birth.kept);
    return true;
  });
}

/// What is due for one of them; when the next thing will be.
Instant Park::review(Process& process) {
  Instant now = means_.loop.now();
  Instant next = Instant::max();
  auto is_due = [now, &next](Instant at) {
    if (at > now) next = std::min(next, at);
    return at <= now;
  };
  if (process.talk->outstanding() > 0 && is_due(process.talk->waiting_since() + answer_timeout))
    fail(process,
         fmt::format("its parked process {} has no child for a caller in time", process.birth.child.pid));
  switch (process.state) {
    case Process::State::coming:
      if (is_due(process.since + habits_.start_timeout))
        fail(process, fmt::format("{} has taken too long before it was parked", process.birth.child.pid));
      break;
    case Process::State::leaving:
      if (is_due(process.since + leave_timeout)) end(process);
      if (process.senseless || is_due(process.since + 2 * leave_timeout)) process.talk->give_up();
      break;
    case Process::State::open:
      if (!process.proved && is_due(process.since + BackOff::proof_time)) prove(process);
      bool is_spent = habits_.callers_most && process.callers >= *habits_.callers_most;
      bool is_old = habits_.age_most && is_due(process.since + *habits_.age_most);
      if (is_spent || is_old) {
        start();
        (void)is_due(back_off_.until());
      }
      bool is_idle = habits_.idle_most && is_due(process.last_caller + *habits_.idle_most);
      if (is_idle && !habits_.prestart) retire(process);
  }
  return next;
}

Park::Process& Park::of(const Parked& who) {
  return **std::ranges::find_if(processes_, [&](const auto& process) { return process->talk.get() == &who; });
}

/// Whoever waited until now is replaced.
void Park::is_parked(Parked& who) {
  Process& process = of(who);
  if (process.state != Process::State::coming) return;
  if (Process* older = open()) retire(*older);
  counts_->parkings.add(means_.loop.now() - process.since);
  process.state = Process::State::open;
  process.since = process.last_caller = means_.loop.now();
  trouble_.clear();
  means_.log.notice(fmt::format("{}: parked, pid {}", id_, process.birth.child.pid));
  means_.changed.raise();
}

void Park::is_unfit(Parked& who, park::Reason reason) {
  Process& process = of(who);
  if (process.state == Process::State::leaving) return;
  cold_origin_ = std::move(process.origin);
  retire(process);
  become_cold(words_of(reason));
}

void Park::has_child(Parked& who, Tag tag, pid_t pid) {
  Process& process = of(who);
  prove(process);
  process.forks = true;
  ++callers_;
  means_.givers.is_served(tag, pid);
}

void Park::has_none(Parked&, Tag tag) { means_.givers.is_left(tag); }

/// Told once, until it forks again: many may call while a user has all the processes that he may have.
void Park::cannot_fork(Parked& who, Tag tag, int error) {
  Process& process = of(who);
  if (std::exchange(process.forks, false))
    means_.log.warning(fmt::format("{}: its parked process {} cannot fork: {}; its callers are served cold",
                                   id_, process.birth.child.pid, std::strerror(error)));
  means_.givers.is_left(tag);
}

void Park::is_senseless(Parked& who) {
  Process& process = of(who);
  process.senseless = true;
  fail(process, fmt::format("its parked process {} says again and again what makes no sense",
                            process.birth.child.pid));
  means_.changed.raise();
}

void Park::is_gone(Parked& who) {
  Process& process = of(who);
  means_.changed.raise();
  if (process.state == Process::State::leaving) return;
  pid_t pid = process.birth.child.pid;
  bool was_open = process.state == Process::State::open;
  process.state = Process::State::leaving;
  if (was_open) return lose(fmt::format("its parked process {} has ended", pid), process.started);
  back_off(fmt::format("{} has ended before it was parked", pid), means_.loop.now());
}

ParkReport Park::report() const {
  if (const Process* waits = open()) return {ParkState::open, waits->birth.child.pid, callers_, {}, {}};
  if (const Process* comes = coming())
    return {ParkState::coming, comes->birth.child.pid, callers_, {}, trouble_};
  return {obstacle_.empty() ? ParkState::empty : ParkState::cold, 0, callers_, obstacle_, trouble_};
}

}  // namespace rouse::warm
