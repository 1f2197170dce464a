#include "listen/admission.h"

#include <fmt/format.h>

#include "base/text.h"
#include "listen/banner.h"
#include "listen/counts.h"
#include "listen/door.h"
#include "listen/sessions.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

/// Gives a taken place back when a coroutine that holds it is cancelled.
class Place {
 public:
  Place(std::shared_ptr<Service> service, net::Address caller)
      : service_(std::move(service)), caller_(caller) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (service_) give_back(*service_, caller_);
  }
  /// The server that was started holds the place now.
  void keep() { service_.reset(); }

 private:
  std::shared_ptr<Service> service_;
  net::Address caller_;
};

}  // namespace

void Admission::receive(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer) {
  if (service->config->banner) return service->work.start(greet(service, std::move(caller), peer));
  judge(service, std::move(caller), peer);
}

void Admission::judge(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer) {
  access::Verdict verdict = ask_gate(*service, peer);
  switch (verdict.kind) {
    case access::Verdict::Kind::refuse:
      return refuse(service, std::move(caller), peer, verdict.reason);
    case access::Verdict::Kind::needs_name:
      return service->work.start(name_then_let_in(service, std::move(caller), peer));
    case access::Verdict::Kind::admit:
      return let_in(service, std::move(caller), peer);
  }
}

access::Verdict Admission::decide(Service& service, const access::Facts& facts, const net::Endpoint& peer) {
  access::Verdict verdict =
      access::decide(facts, {*service.config, service.lists, engine_.policy.process_limit});
  if (verdict.both_lists) {
    engine_.log.say(log::Level::error,
                    fmt::format("Service={}: only_from list and no_access list match equally the address {}",
                                service.id(), peer.address.text()));
  }
  return verdict;
}

access::Verdict Admission::ask_gate(Service& service, const net::Endpoint& peer) {
  const config::ServiceConfig& config = *service.config;
  WallTime now = engine_.loop.clock().wall();
  access::Facts facts{
      .caller = peer.address,
      .over_rate = !access::note_arrival(service.rate, config.cps, now),
      .load = config.max_load ? std::optional(engine_.load.now()) : std::nullopt,
      .now = now,
      .running = service.running,
      .running_of_source = service.sources.running(peer.address),
      .running_overall = engine_.sessions.running(),
      .name = std::nullopt,
  };
  access::Verdict verdict = decide(service, facts, peer);
  if (!verdict.refused()) take_place(service, peer.address);
  return verdict;
}

loop::Co<Decision> Admission::ask_name(std::shared_ptr<Service> service, net::Endpoint peer) {
  Place place(service, peer.address);
  NameAnswer answer = co_await engine_.names.name_of(peer.address, service->config->forward_confirm);
  if (answer.timed_out && service->lists.no_access.needs_name()) {
    engine_.log.say(log::Level::warning,
                    fmt::format("{}: nobody answered which name {} has, and no_access lists names: refused",
                                service->id(), peer.address.text()));
    co_return Decision{false, access::Reason::address};
  }
  // Everything but the name was decided when the place was taken.
  access::Facts facts;
  facts.caller = peer.address;
  facts.now = engine_.loop.clock().wall();
  facts.name = answer.name;
  access::Verdict verdict = decide(*service, facts, peer);
  if (verdict.unconfirmed) {
    engine_.log.say(
        log::Level::warning,
        fmt::format("{}: the name {} of {} does not lead back to that address, so only_from does not "
                    "count it (forward_confirm = no would)",
                    service->id(), escaped(answer.name.name, 256), peer.address.text()));
  }
  if (!verdict.admitted()) co_return Decision{false, verdict.reason};
  place.keep();
  co_return Decision{true, {}};
}

void Admission::note_refusal(Service& service, const net::Endpoint& peer, access::Reason reason) {
  ++service.refused;
  engine_.logs.record(*service.log, log::Refused{peer, access::word(reason)});
  if (reason == access::Reason::load) {
    engine_.log.say(log::Level::error,
                    fmt::format("refused connect from {} due to excessive load", peer.address.text()));
  }
  if (reason == access::Reason::cps) pause(engine_, service);
}

void Admission::refuse(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer,
                       access::Reason reason) {
  note_refusal(*service, peer, reason);
  if (service->config->banner_fail) service->work.start(turn_away(service, std::move(caller)));
}

void Admission::let_in(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer) {
  if (service->config->banner_success || groups_are_stale(*service)) {
    return service->work.start(prepare_then_start(service, std::move(caller), peer));
  }
  start(service, std::move(caller), peer);
}

void Admission::start(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer) {
  if (peer.address.is_mapped())
    (void)sys::clear_mapped(caller.raw());  // else the server sees the mapped form
  Result<pid_t> started = engine_.sessions.start(service, caller.raw(), peer);
  if (started) return;
  give_back(*service, peer.address);
  engine_.log.say(log::Level::error,
                  fmt::format("{}: fork failed: {}", service->id(), started.error().text()));
  refuse(service, std::move(caller), peer, access::Reason::fork);
}

bool Admission::groups_are_stale(const Service& service) const {
  return service.groups_from_account && engine_.loop.now() - service.groups_at > groups_fresh_for;
}

loop::Co<void> Admission::refresh_groups(std::shared_ptr<Service> service) {
  std::string user = service->config->user->name;
  std::optional<std::vector<gid_t>> groups =
      co_await engine_.names.groups_of(user, service->recipe->gid.value_or(0));
  if (!groups) {
    engine_.log.say(log::Level::warning,
                    fmt::format("{}: nobody answered which groups {} is in; the last answer is used",
                                service->id(), user));
    co_return;
  }
  service->groups_at = engine_.loop.now();
  if (service->recipe->groups == *groups) co_return;
  auto renewed = std::make_shared<process::Recipe>(*service->recipe);
  renewed->groups = std::move(*groups);
  service->recipe = std::move(renewed);
}

loop::Co<Fd> Admission::show(std::shared_ptr<Service> service, std::string path, Fd caller) {
  Result<std::string> text = read_banner(path);
  if (!text) {
    engine_.log.say(log::Level::error, fmt::format("service = {}, open of banner {} failed: {}",
                                                   service->id(), path, text.error().text()));
    co_return caller;
  }
  Fd shown = co_await send_banner(&engine_.loop, std::move(caller), std::move(*text));
  co_return shown;
}

loop::Task Admission::greet(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer) {
  Fd greeted = co_await show(service, *service->config->banner, std::move(caller));
  if (greeted) judge(service, std::move(greeted), peer);
  engine_.descriptors.returned();
}

loop::Task Admission::name_then_let_in(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer) {
  Decision decision = co_await ask_name(service, peer);
  if (decision.admitted) {
    let_in(service, std::move(caller), peer);
  } else {
    refuse(service, std::move(caller), peer, decision.reason);
  }
}

loop::Task Admission::prepare_then_start(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer) {
  Place place(service, peer.address);
  if (groups_are_stale(*service)) {
    co_await refresh_groups(service);
  }
  if (service->config->banner_success) {
    std::string path = *service->config->banner_success;
    Fd shown = co_await show(service, path, std::move(caller));
    caller = std::move(shown);
  }
  if (!caller) co_return;
  place.keep();
  start(service, std::move(caller), peer);
}

loop::Task Admission::turn_away(std::shared_ptr<Service> service, Fd caller) {
  Fd told = co_await show(service, *service->config->banner_fail, std::move(caller));
  told.reset();
  engine_.descriptors.returned();
}

}  // namespace rouse::listen
