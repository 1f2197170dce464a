#include "attend/conversations.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "builtin/farewell.h"
#include "builtin/relay.h"
#include "builtin/stream.h"
#include "loop/channel.h"
#include "loop/within.h"

namespace rouse::attend {

namespace {

using Means = Conversations::Means;

/// A conversation that the log knows as started: Ended when this goes, however it goes.
class Talk {
 public:
  Talk(const Means& means, listen::Place place)
      : means_(means), place_(std::move(place)), begun_(means.loop.now()) {}
  Talk(Talk&&) = default;
  Talk& operator=(Talk&&) = delete;
  ~Talk() {
    if (!place_.service()) return;  // moved from
    auto lasted = std::chrono::duration_cast<std::chrono::seconds>(means_.loop.now() - begun_);
    means_.events.record(service(), log::Ended{peer(), ::getpid(), 0, lasted.count()});
    means_.descriptors.returned();
  }

  const Means& means() const { return means_; }
  const listen::Place& place() const { return place_; }
  const listen::Service& service() const { return *place_.service(); }
  net::Endpoint peer() const { return place_.caller(); }
  Instant begun() const { return begun_; }
  /// When it has to end, by the service as it is now.
  Instant end() const {
    const config::Limit& timeout_s = service().config->timeout_s;
    return timeout_s ? begun_ + std::chrono::seconds(*timeout_s) : loop::never;
  }

 private:
  const Means& means_;
  listen::Place place_;
  Instant begun_;
};

/// `end` is what talk.end() was when it began.
void note_overtime(const Talk& talk, Instant end) {
  auto limit = std::chrono::duration_cast<std::chrono::seconds>(end - talk.begun());
  talk.means().log.notice(fmt::format("{}: the conversation with {} lasted more than {} seconds; ended",
                                      talk.service().id(), talk.peer().address.text(), limit.count()));
}

/// Before the conversation, which may be over as soon as it is begun.
void note_start(const Means& means, const listen::Service& service, const log::Started& started,
                const std::optional<std::string>& user) {
  means.events.record(service, started);
  if (user) means.events.record(service, log::Identified{started.peer, *user});
}

loop::Task converse(Talk talk, Fd fd, builtin::Progress progress) {
  loop::Channel caller(talk.means().loop, std::move(fd), loop::Trigger::edge);
  while (builtin::go_on(progress, caller.raw(), talk.means().scratch)) {
    co_await builtin::until(talk.means().loop, caller, progress.next);
  }
}

/// The same for a service with a `timeout`: whoever is still there at its end is cut off.
loop::Task converse_at_most(Talk talk, Fd fd, builtin::Progress progress) {
  loop::Channel caller(talk.means().loop, std::move(fd), loop::Trigger::edge);
  Instant end = talk.end();
  while (talk.means().loop.now() < end && builtin::go_on(progress, caller.raw(), talk.means().scratch)) {
    co_await builtin::until(talk.means().loop, caller, progress.next, end);
  }
  if (progress.next != builtin::Next::end) note_overtime(talk, end);
}

/// `place` is kept as long as the caller may take to say farewell.
loop::Task tell(const Means* means, listen::Place place, builtin::Kind kind, Fd caller) {
  co_await builtin::tell(kind, &means->loop, std::move(caller), &means->scratch);
  (void)place;
  means->descriptors.returned();
}

/// tcpmux: until the steward has the caller, whose server does not count here.
loop::Task connect(Talk talk, Fd caller) {
  const Means& means = talk.means();
  Instant end = talk.end();
  loop::Co<void> hearing = means.switchboard.converse(talk.place().service(), std::move(caller), talk.peer());
  bool ended = co_await loop::within(means.loop, std::move(hearing), end);
  if (!ended) note_overtime(talk, end);
}

std::string why_unreachable(const builtin::RedirectPlan& plan, const builtin::Reached& reached) {
  if (plan.targets.empty()) return ": its name does not resolve";
  std::string source = plan.source ? plan.source->text() : std::string();
  if (reached.error == EDESTADDRREQ) {
    return fmt::format(": it has no {} address, and redirect_source = {} reaches no other",
                       plan.source->is_v4() ? "IPv4" : "IPv6", source);
  }
  return fmt::format(" {}{}{}: {}", plan.targets[reached.index].text(), source.empty() ? "" : " from ",
                     source, std::strerror(reached.error));
}

/// Where the caller goes.
struct Way {
  Fd target;  // none: nobody could be reached, and the log knows
  RedirectTargets::Plan plan;
};

loop::Co<Way> find_way(const Talk* talk) {
  const Means& means = talk->means();
  RedirectTargets::Plan plan = co_await means.targets.plan_for(talk->place().service(), talk->end());
  builtin::Reached reached = co_await builtin::reach(&means.loop, plan, talk->end());
  if (!reached.target && means.loop.now() >= talk->end()) {
    note_overtime(*talk, talk->end());
  } else if (!reached.target) {
    means.log.error(fmt::format("{}: can't connect to remote host{}", talk->service().id(),
                                why_unreachable(*plan, reached)));
  }
  co_return Way{std::move(reached.target), plan};
}

void note_end(const Talk& talk, const builtin::Relay& relay, const builtin::RedirectPlan& plan) {
  if (relay.state() == builtin::Relay::State::overtime) note_overtime(talk, relay.until());
  if (relay.state() == builtin::Relay::State::idle) {
    talk.means().log.notice(
        fmt::format("{}: {} and the server behind said nothing for {} seconds; ended", talk.service().id(),
                    talk.peer().address.text(),
                    std::chrono::duration_cast<std::chrono::seconds>(plan.idle_timeout).count()));
  }
  builtin::Traffic traffic = relay.traffic();
  talk.means().events.record(talk.service(), log::Traffic{talk.peer(), traffic.in_bytes, traffic.out_bytes});
}

loop::Task forward(Talk talk, builtin::PipePool* pipes, Fd caller) {
  Way way = co_await find_way(&talk);
  if (!way.target) {
    caller.reset();  // now, not when the frame goes
    co_return;
  }
  builtin::Relay relay(&talk.means().loop, std::move(caller), std::move(way.target), pipes, *way.plan,
                       talk.end());
  while (relay.move_on()) {
    co_await relay.stirred();
  }
  if (relay.state() == builtin::Relay::State::target_gone) {
    co_await builtin::farewell(&talk.means().loop, relay.release_caller(), &talk.means().scratch);
  }
  note_end(talk, relay, *way.plan);
}

}  // namespace

Result<void> Conversations::answer(listen::Place place, Fd& caller, const net::Endpoint& peer,
                                   const std::optional<std::string>& user) {
  std::shared_ptr<listen::Service> service = place.service();
  const config::ServiceConfig& config = *service->config;
  if (means_.events.is_full()) return failed("report", ENOBUFS, service->id());
  std::optional<builtin::Kind> kind = builtin::kind_of(config.name);
  bool is_builtin = !config.redirect && !config.is_tcpmux();
  if (is_builtin && !kind) return failed("answer", ENOSYS, service->id());
  if (is_builtin && !builtin::lasts(*kind)) {
    note_start(means_, *service, {peer, 0},
               user);  // no pid and no end, like xinetd's (reference/xinetd.md 4.2)
    service->talks.start(tell(&means_, std::move(place), *kind, std::move(caller)));
    return {};
  }
  note_start(means_, *service, {peer, ::getpid()}, user);
  Talk talk(means_, std::move(place));
  if (config.redirect) {
    service->talks.start(forward(std::move(talk), &pipes_, std::move(caller)));
  } else if (config.is_tcpmux()) {
    service->talks.start(connect(std::move(talk), std::move(caller)));
  } else if (config.timeout_s) {
    service->talks.start(converse_at_most(std::move(talk), std::move(caller), {.kind = *kind}));
  } else {
    service->talks.start(converse(std::move(talk), std::move(caller), {.kind = *kind}));
  }
  return {};
}

}  // namespace rouse::attend
