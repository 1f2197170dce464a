#include "attend/conversations.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "builtin/stream.h"
#include "loop/within.h"

namespace rouse::attend {

namespace {

/// A conversation that the log knows as started: Ended when this goes, however it goes.
class Entry {
 public:
  Entry(loop::Loop& loop, listen::Events& events, std::shared_ptr<listen::Service> service,
        net::Endpoint peer)
      : loop_(loop), events_(events), service_(std::move(service)), peer_(peer), begun_(loop.now()) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  ~Entry() {
    auto lasted = std::chrono::duration_cast<std::chrono::seconds>(loop_.now() - begun_);
    events_.record(*service_, log::Ended{peer_, ::getpid(), 0, lasted.count()});
  }

 private:
  loop::Loop& loop_;
  listen::Events& events_;
  std::shared_ptr<listen::Service> service_;
  net::Endpoint peer_;
  Instant begun_;
};

/// When a conversation that begins now has to end.
Instant end_of(const loop::Loop& loop, const config::Limit& timeout_s) {
  return timeout_s ? loop.now() + std::chrono::seconds(*timeout_s) : Instant::max();
}

/// What callers of a service share, and what it says about each of them. An address to call from reaches
/// targets of its family only.
builtin::RedirectPlan plan_of_one(const builtin::RedirectPlan& shared, const config::ServiceConfig& service,
                                  Instant until) {
  builtin::RedirectPlan plan = shared;
  plan.source = service.redirect_source;
  if (plan.source) {
    std::erase_if(plan.targets, [&](const net::Endpoint& target) {
      return target.address.unmapped().kind() != plan.source->kind();
    });
  }
  plan.idle_timeout = std::chrono::seconds(service.idle_timeout_s.value_or(0));
  plan.keepalive = service.has(config::Flag::keepalive);
  plan.until = until;
  return plan;
}

/// `resolved`: there are targets at all.
std::string why_unreachable(const builtin::RedirectPlan& plan, const builtin::RedirectEnd& end,
                            bool resolved) {
  if (!resolved) return ": its name does not resolve";
  std::string source = plan.source ? plan.source->text() : std::string();
  if (plan.targets.empty()) {
    return fmt::format(": it has no {} address, and redirect_source = {} reaches no other",
                       plan.source->is_v4() ? "IPv4" : "IPv6", source);
  }
  return fmt::format(" {}{}{}: {}", plan.targets[end.target].text(), source.empty() ? "" : " from ", source,
                     std::strerror(end.error));
}

}  // namespace

Result<void> Conversations::answer(listen::Place place, Fd& caller, const net::Endpoint& peer,
                                   const std::optional<std::string>& user) {
  std::shared_ptr<listen::Service> service = place.service();
  if (means_.events.is_full()) return failed("report", ENOBUFS, service->id());
  if (service->config->redirect) {
    note_start(*service, {peer, ::getpid()}, user);
    service->talks.start(forward(std::move(place), std::move(caller), peer));
    return {};
  }
  if (service->config->is_tcpmux()) {
    note_start(*service, {peer, ::getpid()}, user);
    service->talks.start(connect(std::move(place), std::move(caller), peer));
    return {};
  }
  std::optional<builtin::Kind> kind = builtin::kind_of(service->config->name);
  if (!kind) return failed("answer", ENOSYS, service->id());
  note_start(*service, {peer, lasts(*kind) ? ::getpid() : 0}, user);
  const config::Limit& timeout_s = service->config->timeout_s;
  if (lasts(*kind) && timeout_s) {
    service->talks.start(converse_at_most(*timeout_s, std::move(place), *kind, std::move(caller), peer));
  } else if (lasts(*kind)) {
    service->talks.start(converse(std::move(place), *kind, std::move(caller), peer));
  } else {
    service->talks.start(tell(std::move(place), *kind, std::move(caller)));
  }
  return {};
}

/// Before the conversation, which may be over as soon as it is begun.
void Conversations::note_start(const listen::Service& service, const log::Started& started,
                               const std::optional<std::string>& user) {
  means_.events.record(service, started);
  if (user) means_.events.record(service, log::Identified{started.peer, *user});
}

loop::Task Conversations::converse(listen::Place place, builtin::Kind kind, Fd caller, net::Endpoint peer) {
  Entry entry(means_.loop, means_.events, place.service(), peer);
  builtin::Traffic traffic =
      co_await builtin::converse(kind, &means_.loop, std::move(caller), &means_.scratch);
  (void)traffic;  // only redirect logs it
  means_.descriptors.returned();
}

loop::Task Conversations::converse_at_most(std::uint64_t timeout_s, listen::Place place, builtin::Kind kind,
                                           Fd caller, net::Endpoint peer) {
  std::shared_ptr<listen::Service> service = place.service();
  Entry entry(means_.loop, means_.events, service, peer);
  loop::Co<builtin::Traffic> talk = builtin::converse(kind, &means_.loop, std::move(caller), &means_.scratch);
  std::optional<builtin::Traffic> traffic =
      co_await loop::within(means_.loop, std::move(talk), end_of(means_.loop, timeout_s));
  if (!traffic) note_overtime(*service, peer, timeout_s);
  means_.descriptors.returned();
}

loop::Task Conversations::tell(listen::Place place, builtin::Kind kind, Fd caller) {
  builtin::Traffic traffic =
      co_await builtin::converse(kind, &means_.loop, std::move(caller), &means_.scratch);
  (void)traffic;
  (void)place;  // as long as a caller may take to say farewell
  means_.descriptors.returned();
}

loop::Task Conversations::connect(listen::Place place, Fd caller, net::Endpoint peer) {
  std::shared_ptr<listen::Service> service = place.service();
  config::Limit timeout_s = service->config->timeout_s;
  Entry entry(means_.loop, means_.events, service, peer);
  loop::Co<void> talk = means_.switchboard.converse(service, std::move(caller), peer);
  bool ended = co_await loop::within(means_.loop, std::move(talk), end_of(means_.loop, timeout_s));
  if (!ended) note_overtime(*service, peer, *timeout_s);
  means_.descriptors.returned();
}

loop::Task Conversations::forward(listen::Place place, Fd caller, net::Endpoint peer) {
  const std::shared_ptr<listen::Service>& service = place.service();  // `place` outlives all of this
  Entry entry(means_.loop, means_.events, service, peer);
  config::Limit timeout_s = service->config->timeout_s;
  Instant until = end_of(means_.loop, timeout_s);
  RedirectTargets::Plan answer = co_await means_.targets.plan_for(service);
  auto plan = std::make_shared<const builtin::RedirectPlan>(plan_of_one(*answer, *service->config, until));
  builtin::RedirectEnd end = co_await builtin::redirect(&means_.loop, std::move(caller), plan, &pipes_);
  if (end.reason == builtin::RedirectReason::overtime) note_overtime(*service, peer, *timeout_s);
  if (end.reason == builtin::RedirectReason::idle) note_silence(*service, peer, plan->idle_timeout);
  if (end.reason == builtin::RedirectReason::unreachable) {
    means_.log.error(fmt::format("{}: can't connect to remote host{}", service->id(),
                                 why_unreachable(*plan, end, !answer->targets.empty())));
  } else {
    means_.events.record(*service, log::Traffic{peer, end.traffic.in_bytes, end.traffic.out_bytes});
  }
  means_.descriptors.returned();
}

void Conversations::note_overtime(const listen::Service& service, const net::Endpoint& peer,
                                  std::uint64_t timeout_s) {
  means_.log.notice(fmt::format("{}: the conversation with {} lasted more than {} seconds; ended",
                                service.id(), peer.address.text(), timeout_s));
}

void Conversations::note_silence(const listen::Service& service, const net::Endpoint& peer, Duration lasted) {
  means_.log.notice(fmt::format("{}: {} and the server behind said nothing for {} seconds; ended",
                                service.id(), peer.address.text(),
                                std::chrono::duration_cast<std::chrono::seconds>(lasted).count()));
}

}  // namespace rouse::attend
