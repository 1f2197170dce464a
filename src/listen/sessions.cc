#include "listen/sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "listen/overtime.h"
#include "sys/process.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

/// Of the daemon's descriptors: one in so many may be a lingerer's.
constexpr std::uint64_t descriptors_per_lingerer = 8;

Instant deadline_of(const Service& service, Instant now) {
  const config::Limit& timeout_s = service.config->timeout_s;
  return timeout_s ? now + std::chrono::seconds(*timeout_s) : Deadlines::never;
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
      lingerers_(loop, descriptors, std::min(lingerers_most, descriptor_limit / descriptors_per_lingerer)),
      tasks_(loop) {
  tasks_.start(keep_time());
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

Session& Sessions::entry(process::SlotNumber slot) {
  if (slot >= sessions_.size()) sessions_.resize(slot + 1);
  return sessions_[slot];
}

Result<process::SlotNumber> Sessions::begin(Place place, int caller, const net::Endpoint& peer) {
  auto slot = book_.open();
  if (!slot) return failed("book", 0, "full: too many servers at once");
  book_.slot(*slot).peer = peer;
  Service& service = *place.service();
  net::Endpoint local = sys::local_of(caller).value_or(net::Endpoint{});
  Result<process::Child> child =
      spawner_.spawn(book_, *slot, service.recipe, {std::span(&caller, 1), caller_environment(peer, local)});
  if (!child) return std::unexpected(child.error());
  endings_.expect(*slot, *this);
  Instant now = loop_.now();
  Instant deadline = deadline_of(service, now);
  entry(*slot) = {std::move(place),     peer, child->pid, std::move(child->pidfd),
                  loop_.clock().wall(), now,  deadline};
  if (deadline < deadlines_.next()) earlier_deadline_.raise();
  deadlines_.add(*slot, deadline);
  ++running_;
  ++service.served;
  logs_.record(*service.log, log::Started{peer, child->pid});
  return *slot;
}

Result<pid_t> Sessions::start(Place place, int caller, const net::Endpoint& peer) {
  Result<process::SlotNumber> slot = begin(std::move(place), caller, peer);
  if (!slot) return std::unexpected(slot.error());
  return entry(*slot).pid;
}

Result<void> Sessions::answer(Place place, Fd& caller, const net::Endpoint& peer,
                              const std::optional<std::string>& user) {
  std::shared_ptr<Service> service = place.service();
  Result<process::SlotNumber> slot = begin(std::move(place), caller.raw(), peer);
  if (!slot) return std::unexpected(slot.error());
  if (user) logs_.record(*service->log, log::Identified{peer, *user});
  if (service->config->linger_close) entry(*slot).caller = std::move(caller);
  return {};
}

void Sessions::ended(const process::Ending& ending) {
  Session session = std::exchange(entry(ending.slot), Session{});
  deadlines_.remove(ending.slot, session.deadline);
  if (session.service()) {
    std::shared_ptr<Service> service = session.service();
    report_failure(*service, ending.slot);
    auto lasted = std::chrono::duration_cast<std::chrono::seconds>(loop_.now() - session.started);
    logs_.record(*service->log, log::Ended{session.peer, session.pid, ending.wait_status, lasted.count()});
    session.place = Place();
    service->ended.raise();
    --running_;
    if (session.caller) lingerers_.see_off(std::move(session.caller));
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

/// The entry stays until the book says that the server has ended.
void Sessions::time_is_up(process::SlotNumber slot) {
  Session& session = entry(slot);
  const config::ServiceConfig& config = *session.service()->config;
  auto ran = std::chrono::duration_cast<std::chrono::seconds>(session.deadline - session.started);
  if (!session.pidfd) return;  // it has ended already
  tasks_.start(end_overdue({loop_, log_, descriptors_}, {config.id, static_cast<std::uint64_t>(ran.count()),
                                                         session.pid, std::move(session.pidfd)}));
}

void Sessions::report_failure(const Service& service, process::SlotNumber slot) {
  auto failure = process::StartFailure::from(book_.slot(slot).report.load());
  if (failure.stage == process::Stage::none) return;
  log_.error(fmt::format("{}: {}", service.id(), process::explain(failure, service.recipe->path)));
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
