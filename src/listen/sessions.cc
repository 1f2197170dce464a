#include "listen/sessions.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <unordered_map>
#include <utility>

#include "listen/overtime.h"
#include "loop/sleep.h"
#include "sys/other_process.h"
#include "sys/process.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::listen {

namespace {

/// Its server was forked of a parked process.
bool is_of_park(const process::Slot& slot) { return slot.park != 0; }

/// Those of warm services: to which of them a pid belongs nobody vouches for.
bool is_to_be_called(const Service& service, const process::Slot& slot) {
  return is_of_park(slot) || service.config->is_warm();
}

/// Of the daemon's descriptors: one in so many may be a lingerer's.
constexpr std::uint64_t descriptors_per_lingerer = 8;
/// To ask a server whether it is there costs a system call; the first time its parent is looked up, too.
constexpr std::chrono::seconds between_rolls{2};

bool has_ended(const Session& session) {
  Result<void> reached =
      session.pidfd ? sys::pidfd_send_signal(session.pidfd.raw(), 0) : sys::kill(session.pid, 0);
  return !reached && reached.error().code == ESRCH;
}

/// It has ended, or is somebody else's child. Where the kernel does not tell whose, it is believed.
bool is_missing(Session& session) {
  if (has_ended(session)) return true;
  if (session.parent == 0) return false;
  Result<pid_t> parent = sys::parent_of(session.pid);
  if (parent && *parent != session.parent) return true;
  session.parent = 0;
  return false;
}

Instant deadline_of(const Service& service, Instant now) {
  const config::Limit& timeout_s = service.config->timeout_s;
  return timeout_s ? now + std::chrono::seconds(*timeout_s) : Deadlines::never;
}

/// When the end of one was that nobody saw is not known; and one that failed or was killed may have ended
/// before it had started.
void note_lasted(const process::Slot& slot, Tally& tally) {
  if (slot.ended_ns < slot.started_ns || slot.wait_status != 0) return;
  (is_of_park(slot) ? tally.forked_sessions : tally.own_sessions)
      .add(Duration(slot.ended_ns - slot.started_ns));
}

log::Ended end_of(const process::Slot& slot) {
  auto lasted = std::chrono::duration_cast<std::chrono::seconds>(Duration(slot.ended_ns - slot.started_ns));
  return {slot.peer, slot.pid, slot.wait_status, lasted.count()};
}

}  // namespace

Sessions::Sessions(loop::Loop& loop, process::Book& book, process::Endings& endings,
                   process::Spawner& spawner, log::DaemonLog& log, log::Logs& logs,
                   loop::Descriptors& descriptors, std::uint64_t descriptor_limit)
    : loop_(loop),
      book_(book),
      endings_(endings),
      spawner_(spawner),
      log_(log),
      logs_(logs),
      descriptors_(descriptors),
      earlier_deadline_(loop),
      one_is_called_(loop),
      lingerers_(loop, descriptors, std::min(lingerers_most, descriptor_limit / descriptors_per_lingerer)),
      tasks_(loop) {
  tasks_.start(keep_time());
  tasks_.start(call_roll());
}

std::vector<std::string> caller_environment(const net::Endpoint& peer, const net::Endpoint& local) {
  std::vector<std::string> out{"REMOTE_HOST=" + peer.address.text()};
  if (peer.port != 0) out.push_back(fmt::format("REMOTE_PORT={}", peer.port));
  if (local.port != 0) {
    out.push_back("LOCAL_ADDR=" + local.address.text());
    out.push_back(fmt::format("LOCAL_PORT={}", local.port));
  }
  return out;
}

void begin_slot(process::Slot& slot, const net::Endpoint& peer, const loop::Loop& loop) {
  slot.peer = peer;
  slot.started_wall_s = loop.clock().wall();
  slot.started_ns = loop.now().time_since_epoch().count();
}

Session& Sessions::entry(process::SlotNumber slot) {
  if (slot >= sessions_.size()) sessions_.resize(slot + 1);
  return sessions_[slot];
}

Result<process::SlotNumber> Sessions::begin(Place place, int caller, const net::Endpoint& peer) {
  process::SlotNumber number = place.take_slot();
  if (number == process::no_slot) return failed("book", 0, "full: too many servers at once");
  std::shared_ptr<Service> service = place.service();
  begin_slot(book_.slot(number), peer, loop_);
  net::Endpoint local = sys::local_of(caller).value_or(net::Endpoint{});
  Instant began = loop_.clock().now();
  Result<process::Child> child = spawner_.spawn(book_, number, service->recipe,
                                                {std::span(&caller, 1), caller_environment(peer, local)});
  if (!child) return std::unexpected(child.error());
  enter(number, std::move(place), std::move(child->pidfd), 0);
  note_started(number, began);
  if (service->config->is_warm()) ++service->record->tally.served_cold;
  return number;
}

void Sessions::note_started(process::SlotNumber number, Instant began) {
  const Session& session = entry(number);
  Tally& tally = session.service()->record->tally;
  tally.start_took(loop_.clock().now() - began);
  tally.serve(session.peer, loop_.clock().wall());
}

/// The server in the slot is one of ours from now on.
void Sessions::enter(process::SlotNumber number, Place place, Fd pidfd, pid_t parent) {
  process::Slot& slot = book_.slot(number);
  std::shared_ptr<Service> service = place.service();
  endings_.expect(number, *this);
  Instant started{Duration(slot.started_ns)};
  Instant deadline = deadline_of(*service, started);
  entry(number) = {std::move(place),    slot.peer, slot.pid, std::move(pidfd),
                   slot.started_wall_s, started,   deadline, parent};
  if (deadline < deadlines_.next()) earlier_deadline_.raise();
  deadlines_.add(number, deadline);
  ++running_;
  if (is_to_be_called(*service, slot)) {
    entry(number).is_called = true;
    if (++called_ == 1) one_is_called_.raise();
  }
  tell_once(slot.start_told, *service->log, log::Started{slot.peer, slot.pid});
}

void Sessions::tell_once(std::atomic<process::Telling>& told, const log::ServiceLog& log,
                         log::Happening what) {
  using process::Telling;
  if (told.exchange(Telling::begun) != Telling::done) logs_.record(log, std::move(what));
  told = Telling::done;
}

/// A steward that died while it told something may have told it: of a file the last line shows it, as long as
/// nobody has written another.
void Sessions::look_whether_told(process::Slot& slot, const log::ServiceLog& log) {
  using process::Telling;
  if (slot.start_told == Telling::begun && logs_.stands_last(log, log::Started{slot.peer, slot.pid}))
    slot.start_told = Telling::done;
  if (slot.end_told == Telling::begun && logs_.stands_last(log, end_of(slot))) slot.end_told = Telling::done;
}

void Sessions::adopt(const std::vector<std::shared_ptr<Service>>& services, Places& places) {
  std::unordered_map<std::uint64_t, std::shared_ptr<Service>> by_key;
  for (const std::shared_ptr<Service>& service : services) by_key[process::key_of(service->id())] = service;
  std::vector<process::SlotNumber> occupied = book_.occupied();
  for (process::SlotNumber number : occupied) {
    auto found = by_key.find(book_.slot(number).service_key);
    if (found != by_key.end()) look_whether_told(book_.slot(number), *found->second->log);
  }
  for (process::SlotNumber number : occupied) {
    process::Slot& slot = book_.slot(number);
    if (slot.owner != process::Owner::caller || slot.end_told == process::Telling::done)
      continue;  // nobody waits for its end
    auto found = by_key.find(slot.service_key);
    if (found == by_key.end()) {
      log_.warning(fmt::format("{} is not served any more; its server {} goes on, and its end is not logged",
                               slot.service.data(), slot.pid.load()));
      continue;
    }
    Fd pidfd = sys::pidfd_open(slot.pid).value_or(Fd());
    if (slot.state != process::SlotState::running)
      pidfd.reset();  // it has ended, and the pid may be another's
    enter(number, Place::of_session(places, found->second, slot.peer), std::move(pidfd), 0);
  }
}

Result<pid_t> Sessions::start(Place place, int caller, const net::Endpoint& peer) {
  Result<process::SlotNumber> slot = begin(std::move(place), caller, peer);
  if (!slot) return std::unexpected(slot.error());
  return entry(*slot).pid;
}

Result<void> Sessions::answer(Place place, Fd& caller, const net::Endpoint& peer,
                              const std::optional<std::string>& user) {
  Result<process::SlotNumber> slot = begin(std::move(place), caller.raw(), peer);
  if (!slot) return std::unexpected(slot.error());
  note_caller(*slot, caller, user);
  return {};
}

void Sessions::note_caller(process::SlotNumber number, Fd& caller, const std::optional<std::string>& user) {
  Session& session = entry(number);
  const Service& service = *session.service();
  if (user) logs_.record(*service.log, log::Identified{session.peer, *user});
  // A server that is quick may be gone already, and close() would wait for its caller here, in its place.
  bool is_kept = service.config->linger_close || sys::lingers(caller.raw());
  if (is_kept) session.caller = std::move(caller);
}

void Sessions::take_in(Place place, Fd& caller, const std::optional<std::string>& user, pid_t pid,
                       Instant began) {
  process::SlotNumber number = place.take_slot();
  book_.learnt(number, pid);
  bool runs = book_.slot(number).state == process::SlotState::running;
  Fd pidfd = runs ? sys::pidfd_open(pid).value_or(Fd()) : Fd();
  if (book_.slot(number).state != process::SlotState::running)
    pidfd.reset();  // it has ended just now, and the pid may be another's
  enter(number, std::move(place), std::move(pidfd), ::getppid());
  note_started(number, began);
  entry(number).service()->record->tally.forks.add(loop_.clock().now() - began);
  note_caller(number, caller, user);
}

void Sessions::ended(const process::Ending& ending) {
  Session session = std::exchange(entry(ending.slot), Session{});
  deadlines_.remove(ending.slot, session.deadline);
  if (session.service()) {
    std::shared_ptr<Service> service = session.service();
    process::Slot& slot = book_.slot(ending.slot);
    if (!report_failure(*service, ending.slot)) note_lasted(slot, service->record->tally);
    tell_once(slot.end_told, *service->log, end_of(slot));
    if (is_of_park(slot) && forked_hearer_ != nullptr)
      forked_hearer_->forked_ended(*service, slot.park, ending);
    session.place = Place();
    service->ended.raise();
    --running_;
    if (session.is_called) --called_;
    if (session.caller && service->config->linger_close)
      lingerers_.see_off(std::move(session.caller));
    else if (session.caller)
      (void)sys::clear_linger(session.caller.raw());
  }
  session.pidfd.reset();
  descriptors_.returned();
}

loop::Task Sessions::keep_time() {
  for (;;) {
    bool earlier = co_await earlier_deadline_.raised_until(deadlines_.next());
    (void)earlier;  // either way it is time to look
    while (auto slot = deadlines_.take_due(loop_.now())) time_is_up(*slot);
  }
}

/// Who serves a caller of a parked process says so itself, and the kernel vouches for nothing but its number:
/// it need not be a child of the keeper, which then sees no end of it, and may be the server of somebody
/// else, too. Nor is an end seen that was one stray too many (process/strays.h). Such servers would have
/// their places for ever.
loop::Task Sessions::call_roll() {
  for (;;) {
    while (called_ == 0) {
      co_await one_is_called_.raised();
    }
    co_await loop::sleep_for(loop_, between_rolls);
    for (process::SlotNumber slot = 0; slot < sessions_.size(); ++slot) look_for(slot);
  }
}

/// Whoever is missed twice: an end may be on its way from the keeper to the book.
void Sessions::look_for(process::SlotNumber number) {
  Session& session = sessions_[number];
  if (!session.is_called || book_.slot(number).state != process::SlotState::running) return;
  bool is_missed = is_missing(session);
  if (!std::exchange(session.is_missed, is_missed) || !is_missed) return;
  log_.error(fmt::format(
      "{}: there is no server {} of this daemon, and its end was not seen; its place is free again",
      session.service()->id(), session.pid));
  session.pidfd.reset();  // it is not this daemon's to signal
  book_.lose(number, loop_.now());
}

/// The entry stays until the book says that the server has ended.
void Sessions::time_is_up(process::SlotNumber slot) {
  Session& session = entry(slot);
  const config::ServiceConfig& config = *session.service()->config;
  auto ran = std::chrono::duration_cast<std::chrono::seconds>(session.deadline - session.started);
  if (!session.pidfd) return;  // it has ended already
  tasks_.start(end_overdue({loop_, log_, descriptors_}, {config.id, static_cast<std::uint64_t>(ran.count()),
                                                         session.pid, std::move(session.pidfd)}));
}

/// Whether its server could not be executed.
bool Sessions::report_failure(const Service& service, process::SlotNumber slot) {
  auto failure = process::StartFailure::from(book_.slot(slot).report.load());
  if (failure.stage == process::Stage::none) return false;
  service.record->tally.fail_start(loop_.clock().wall());
  log_.error(fmt::format("{}: {}", service.id(), process::explain(failure, service.recipe->path)));
  return true;
}

std::uint64_t Sessions::signal_all(const Service& service, int signal) {
  std::uint64_t found = 0;
  for (Session& session : sessions_) {
    if (session.service().get() != &service) continue;
    ++found;
    if (!session.pidfd) continue;
    log_.warning(fmt::format("Sending signal {} to {} server {}", signal, service.id(), session.pid));
    (void)sys::pidfd_send_signal(session.pidfd.raw(), signal);  // gone already: its end is on its way
  }
  return found;
}

Fd Sessions::pidfd_of(process::SlotNumber slot) const {
  bool known = slot < sessions_.size() && sessions_[slot].pidfd;
  return known ? Fd(::fcntl(sessions_[slot].pidfd.raw(), F_DUPFD_CLOEXEC, 3)) : Fd();
}

std::vector<std::string> Sessions::inconsistencies(const Places& places) const {
  std::vector<std::string> out;
  std::uint64_t found = 0;
  for (const Session& session : sessions_) {
    if (session.service()) ++found;
  }
  if (found != running_) out.push_back(fmt::format("{} servers run, {} are counted", found, running_));
  if (places.taken() < found)
    out.push_back(fmt::format("{} servers run on {} places", found, places.taken()));
  return out;
}

}  // namespace rouse::listen
