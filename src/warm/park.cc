#include "warm/park.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "process/fingerprint.h"
#include "sys/socket.h"
#include "warm/call.h"

namespace rouse::warm {

using namespace std::chrono_literals;

namespace {

constexpr Duration first_delay = 1s;
constexpr Duration longest_delay = 60s;
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
  Instant since{};  // it is in this state
  Instant last_caller{};
  std::uint64_t callers = 0;
  bool killed = false;
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
    not_before_ = {};
    delay_ = {};
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
  Process* process = open();
  if (process == nullptr) return;
  not_before_ = means_.loop.now() + longest_delay;
  means_.log.notice(
      fmt::format("{}: parked no longer, as park_memory_max wants it; for {} s its callers are served cold",
                  id_, std::chrono::duration_cast<std::chrono::seconds>(longest_delay).count()));
  retire(*process);
}

/// The one that callers are given to.
Park::Process* Park::open() const {
  auto is_open = [](const auto& process) { return process->state == Process::State::open; };
  auto found = std::ranges::find_if(processes_, is_open);
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
  auto comes = [](const auto& process) { return process->state == Process::State::coming; };
  if (closed_ || !recipe_ || !obstacle_.empty() || means_.loop.now() < not_before_) return;
  if (std::ranges::any_of(processes_, comes)) return;
  Examination examination = means_.births.examine(*recipe_, habits_.watched);
  cold_origin_ = nullptr;
  if (!examination.obstacle.empty()) {
    cold_origin_ = std::move(examination.origin);
    return become_cold(examination.obstacle);
  }
  auto pair = sys::socket_pair();
  if (!pair) return start_failed(pair.error().text());
  auto& [near, far] = *pair;
  (void)sys::set_nonblocking(far.raw(), false);
  (void)sys::set_option(near.raw(), SOL_SOCKET, SO_PASSCRED, 1);
  Result<Birth> birth = means_.births.start(id_, *recipe_, habits_.at_io, near.raw(), far.raw());
  if (!birth) return start_failed(birth.error().text());
  ++counts_->started;
  auto process = std::make_unique<Process>();
  process->birth = std::move(*birth);
  process->origin = std::move(examination.origin);
  process->since = means_.loop.now();
  process->talk = std::make_unique<Parked>(means_.loop, std::move(near), static_cast<Hearer&>(*this));
  processes_.push_back(std::move(process));
  means_.changed.raise();
}

void Park::start_failed(std::string_view why) {
  ++counts_->failed;
  trouble_ = why;
  delay_ = std::clamp(delay_ * 2, first_delay, longest_delay);
  not_before_ = means_.loop.now() + delay_;
  means_.log.warning(
      fmt::format("{}: {}; its callers are served cold, and it is parked again in {} s at the earliest", id_,
                  why, std::chrono::duration_cast<std::chrono::seconds>(delay_).count()));
  means_.changed.raise();
}

void Park::become_cold(std::string_view why) {
  obstacle_ = why;
  means_.log.warning(fmt::format("{}: cannot be parked: {}; its callers are served cold", id_, why));
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
  retire(process);
  start_failed(why);
}

Instant Park::review() {
  forget_gone();
  Instant next = Instant::max();
  for (std::size_t i = 0; i < processes_.size(); ++i) next = std::min(next, review(*processes_[i]));
  forget_gone();
  bool wanted = habits_.prestart && open() == nullptr && !closed_ && obstacle_.empty();
  if (!wanted) return next;
  start();
  return means_.loop.now() < not_before_ ? std::min(next, not_before_) : next;
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
      if (is_due(process.since + 2 * leave_timeout)) process.talk->give_up();
      break;
    case Process::State::open:
      bool is_spent = habits_.callers_most && process.callers >= *habits_.callers_most;
      bool is_old = habits_.age_most && is_due(process.since + *habits_.age_most);
      if (is_spent || is_old) {
        start();
        (void)is_due(not_before_);
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
  delay_ = {};
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

void Park::has_child(Parked&, Tag tag, pid_t pid) {
  ++callers_;
  means_.givers.is_served(tag, pid);
}

void Park::has_none(Parked&, Tag tag) { means_.givers.is_left(tag); }

void Park::is_gone(Parked& who) {
  Process& process = of(who);
  means_.changed.raise();
  if (process.state == Process::State::leaving) return;
  pid_t pid = process.birth.child.pid;
  bool came = process.state == Process::State::open;
  process.state = Process::State::leaving;
  start_failed(came ? fmt::format("its parked process {} has ended", pid)
                    : fmt::format("{} has ended before it was parked", pid));
}

ParkReport Park::report() const {
  const Process* waiting = open();
  auto comes = [](const auto& process) { return process->state == Process::State::coming; };
  auto coming = std::ranges::find_if(processes_, comes);
  if (waiting != nullptr) return {ParkState::open, waiting->birth.child.pid, callers_, {}, {}};
  if (coming != processes_.end())
    return {ParkState::coming, (*coming)->birth.child.pid, callers_, {}, trouble_};
  return {obstacle_.empty() ? ParkState::empty : ParkState::cold, 0, callers_, obstacle_, trouble_};
}

}  // namespace rouse::warm
