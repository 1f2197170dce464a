#include "listen/admission.h"

#include <fmt/format.h>

#include "access/access_files.h"
#include "access/sensor_list.h"
#include "base/text.h"
#include "listen/banner.h"
#include "listen/door.h"
#include "listen/events.h"
#include "listen/sensors.h"
#include "listen/starter.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

/// One of those who are counted, as long as this lives.
class Counted {
 public:
  explicit Counted(std::size_t& count) : count_(count) { ++count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --count_; }

 private:
  std::size_t& count_;
};

net::Endpoint local_end(int socket) { return sys::local_of(socket).value_or(net::Endpoint{}); }

/// Says that the server of a TCPMUXPLUS service is about to begin (RFC 1078).
BannerText go() {
  static const BannerText text = std::make_shared<const std::string>("+Go\r\n");
  return text;
}

bool needs_preparation(const config::ServiceConfig& config) {
  return config.banner_success || config.is(config::Type::tcpmuxplus) || asks_about_admitted(config);
}

/// Is it one whose callers no door keeps out during the wait of cps?
bool sits_out(const Service& service, Instant at) {
  return service.config->is_muxed() && service.state == DoorState::paused &&
         at < service.record->paused_until;
}

}  // namespace

Moment moment_now(const loop::Loop& loop) { return {loop.clock().wall(), loop.now()}; }

access::Facts facts_of(Engine& engine, const Service& service, const net::Address& caller, const Moment& at,
                       access::RateMeter& rate) {
  const config::ServiceConfig& config = *service.config;
  net::Address source = access::source_of(caller, config.per_source_prefix);
  return {
      .caller = caller,
      .over_rate = sits_out(service, at.instant) || !access::note_arrival(rate, config.cps, at.wall),
      .load = config.max_load ? std::optional(engine.load.now()) : std::nullopt,
      .now = at.wall,
      .shut_out = engine.shut_out.lists(caller, at.instant),
      .running = service.running,
      .running_of_source = service.sources.running(source),
      .running_overall = engine.places.taken(),
      .name = std::nullopt,
  };
}

void Admission::receive(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer) {
  bool greeted = service->config->is_muxed();
  if (service->config->banner && !greeted && service->work.size() < greeting_limit) {
    return service->work.start(greet(service, std::move(caller), peer));
  }
  judge(service, std::move(caller), peer);
}

void Admission::judge(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer) {
  Answer answer = ask_gate(service, peer);
  switch (answer.verdict.kind) {
    case access::Verdict::Kind::refuse:
      return refuse(service, std::move(caller), peer, answer.verdict.reason);
    case access::Verdict::Kind::admit:
      if (!service->asks_wrap) return let_in(std::move(*answer.place), std::move(caller), peer);
      [[fallthrough]];
    case access::Verdict::Kind::needs_name:
      return service->work.start(
          inquire_then_let_in(std::move(*answer.place), std::move(caller), peer, answer.needs_name()));
  }
}

access::Verdict Admission::consult(Service& service, const access::Facts& facts, const net::Endpoint& peer) {
  access::Verdict verdict =
      access::decide(facts, {*service.config, service.lists, engine_.policy.process_limit});
  if (verdict.both_lists) {
    engine_.log.error(
        fmt::format("Service={}: only_from list and no_access list match equally the address {}",
                    service.id(), peer.address.text()));
  }
  return verdict;
}

Answer Admission::ask_gate(const std::shared_ptr<Service>& service, const net::Endpoint& peer) {
  const config::ServiceConfig& config = *service->config;
  access::Facts facts =
      facts_of(engine_, *service, peer.address, moment_now(engine_.loop), service->record->rate);
  Answer answer{consult(*service, facts, peer), std::nullopt};
  if (!answer.verdict.refused()) answer.place.emplace(engine_.places, service, peer);
  bool sprung = config.has(config::Flag::sensor) && answer.verdict.reason == access::Reason::address;
  if (sprung) engine_.sensors->note_caller(config, peer.address);
  return answer;
}

loop::Co<Decision> Admission::ask_name(Place place, net::Endpoint peer) {
  std::shared_ptr<Service> service = place.service();
  NameAnswer answer = co_await engine_.names.name_of(peer.address, service->config->forward_confirm);
  // Everything but the name was decided when the place was taken; a SENSOR may have caught him since.
  access::Facts facts;
  facts.caller = peer.address;
  facts.now = engine_.loop.clock().wall();
  facts.shut_out = engine_.shut_out.lists(peer.address, engine_.loop.now());
  facts.name = known_name(answer);
  access::Verdict verdict = consult(*service, facts, peer);
  if (verdict.unknown_name) {
    engine_.log.warning(
        fmt::format("{}: nobody could tell which name {} has, and no_access lists names: refused",
                    service->id(), peer.address.text()));
  }
  if (verdict.unconfirmed) {
    engine_.log.warning(
        fmt::format("{}: the name {} of {} does not lead back to that address, so only_from does "
                    "not count it (forward_confirm = no would)",
                    service->id(), escaped(answer.name.name, 256), peer.address.text()));
  }
  if (!verdict.admitted()) co_return Decision{std::nullopt, verdict.reason};
  co_return Decision{std::move(place), verdict.reason};
}

loop::Co<Decision> Admission::ask_wrap(Place place, Ends ends) {
  std::shared_ptr<Service> service = place.service();
  std::optional<access::WrapSubject> subject = access::wrap_subject(*service->config);
  if (!subject) co_return Decision{std::move(place)};  // a reload took the question back
  WrapQuestion question{subject->daemon, ends.peer.address, ends.local, service->attended_as};
  WrapAnswer answer = co_await engine_.names.wrapped(question);
  bool caught = engine_.shut_out.lists(ends.peer.address, engine_.loop.now());  // by a SENSOR, meanwhile
  if (caught) co_return Decision{std::nullopt, access::Reason::address};
  if (answer.allowed) co_return Decision{std::move(place)};
  if (!answer.doubt.empty()) {
    engine_.log.warning(fmt::format("{}: nobody could tell whether hosts.allow and hosts.deny let {} in: {}",
                                    service->id(), ends.peer.address.text(), escaped(answer.doubt)));
  }
  co_return Decision{std::nullopt, access::Reason::libwrap};
}

/// What the gate could not decide alone, in the order of reference/xinetd.md 4.5.
loop::Co<Decision> Admission::inquire(Place place, Ends ends, bool needs_name) {
  std::shared_ptr<Service> service = place.service();
  if (needs_name) {
    Decision named = co_await ask_name(std::move(place), ends.peer);
    if (!named.place) co_return named;
    place = std::move(*named.place);
  }
  if (!service->asks_wrap) co_return Decision{std::move(place)};
  Decision decision = co_await ask_wrap(std::move(place), ends);
  co_return decision;
}

loop::Co<Decision> Admission::decide(std::shared_ptr<Service> service, net::Endpoint peer) {
  Answer answer = ask_gate(service, peer);
  if (answer.verdict.refused() || (!answer.needs_name() && !service->asks_wrap)) {
    co_return Decision{std::move(answer.place), answer.verdict.reason};
  }
  Ends ends{peer, local_end(service->door->raw())};
  Decision decision = co_await inquire(std::move(*answer.place), ends, answer.needs_name());
  co_return decision;
}

void Admission::note_refusal(Service& service, const net::Endpoint& peer, access::Reason reason) {
  service.record->tally.refuse(reason, peer, engine_.loop.clock().wall());
  engine_.events.record(service, log::Refused{peer, access::word(reason)});
  if (reason == access::Reason::load) {
    engine_.log.error(fmt::format("refused connect from {} due to excessive load", peer.address.text()));
  }
  if (reason == access::Reason::libwrap) {
    engine_.log.info(fmt::format("libwrap refused connection to {} (libwrap={}) from {}", service.id(),
                                 access::daemon_name(*service.config), peer.address.text()));
  }
  if (reason == access::Reason::cps) pause(engine_, service);
}

void Admission::refuse(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer,
                       access::Reason reason) {
  note_refusal(*service, peer, reason);
  bool stays = service->config->banner_fail || asks_about_refused(*service->config, reason);
  if (stays && service->work.size() < greeting_limit) {
    service->work.start(turn_away(service, std::move(caller), peer, reason));
  }
}

void Admission::let_in(Place place, Fd caller, const net::Endpoint& peer) {
  Service& service = *place.service();
  if (needs_preparation(*service.config) || groups_are_stale(service)) {
    return service.work.start(prepare_then_start(std::move(place), std::move(caller), peer));
  }
  start(std::move(place), std::move(caller), peer);
}

void Admission::start(Place place, Fd caller, const net::Endpoint& peer,
                      const std::optional<std::string>& user) {
  std::shared_ptr<Service> service = place.service();
  // Else the server sees the mapped form; tcpmux is not the last to ask who he is.
  if (peer.address.is_mapped() && !service->config->is_tcpmux()) (void)sys::clear_mapped(caller.raw());
  Result<void> started = engine_.starter.answer(std::move(place), caller, peer, user);
  if (started) return;
  engine_.log.error(fmt::format("{}: fork failed: {}", service->id(), started.error().text()));
  refuse(service, std::move(caller), peer, access::Reason::fork);
}

bool Admission::groups_are_stale(const Service& service) const {
  return service.groups_of && engine_.loop.now() - service.groups_at > groups_fresh_for;
}

loop::Co<void> Admission::refresh_groups(std::shared_ptr<Service> service) {
  std::shared_ptr<const process::Recipe> asked = service->recipe;
  sys::User user = *service->groups_of;
  std::optional<std::vector<gid_t>> groups = co_await engine_.names.groups_of(user.name, user.gid);
  if (service->recipe != asked) co_return;  // a reload, or another caller's question, was faster
  if (!groups) {
    service->groups_at = engine_.loop.now() - groups_fresh_for + groups_retry_after;
    engine_.log.warning(fmt::format("{}: nobody answered which groups {} is in; the last answer is used",
                                    service->id(), user.name));
    co_return;
  }
  service->groups_at = engine_.loop.now();
  if (asked->groups == *groups) co_return;
  auto renewed = std::make_shared<process::Recipe>(*asked);
  renewed->groups = std::move(*groups);
  service->recipe = std::move(renewed);
}

loop::Co<Fd> Admission::show(std::shared_ptr<Service> service, std::string path, Fd caller,
                             net::Endpoint peer) {
  Result<BannerText> text = service->banners.text(path);
  if (!text) {
    engine_.log.error(
        fmt::format("service = {}, open of banner {} failed: {}", service->id(), path, text.error().text()));
    co_return caller;
  }
  Fd shown = co_await say(service, path, *text, std::move(caller), peer);
  co_return shown;
}

/// `what` is the name of the text in the log.
loop::Co<Fd> Admission::say(std::shared_ptr<Service> service, std::string what, BannerText text, Fd caller,
                            net::Endpoint peer) {
  Fd told = co_await send_banner(&engine_.loop, std::move(caller), text);
  if (!told) {
    engine_.log.notice(fmt::format("{}: {} did not read {} within {} seconds, or is gone; closed",
                                   service->id(), peer.address.text(), what, banner_patience.count()));
    engine_.descriptors.returned();
  }
  co_return told;
}

loop::Task Admission::greet(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer) {
  std::string path = *service->config->banner;
  Fd greeted = co_await show(service, path, std::move(caller), peer);
  if (greeted) judge(service, std::move(greeted), peer);
}

loop::Task Admission::inquire_then_let_in(Place place, Fd caller, net::Endpoint peer, bool needs_name) {
  std::shared_ptr<Service> service = place.service();
  Ends ends{peer, local_end(caller.raw())};
  Decision decision = co_await inquire(std::move(place), ends, needs_name);
  if (decision.place) {
    let_in(std::move(*decision.place), std::move(caller), peer);
  } else {
    refuse(service, std::move(caller), peer, decision.reason);
    engine_.descriptors.returned();
  }
}

loop::Task Admission::prepare_then_start(Place place, Fd caller, net::Endpoint peer) {
  std::shared_ptr<Service> service = place.service();
  if (service->config->is(config::Type::tcpmuxplus)) {
    std::string what = "+Go";
    BannerText text = go();
    Fd told = co_await say(service, what, text, std::move(caller), peer);
    if (!told) co_return;
    caller = std::move(told);
  }
  if (service->config->banner_success) {
    std::string path = *service->config->banner_success;
    Fd shown = co_await show(service, path, std::move(caller), peer);
    if (!shown) co_return;
    caller = std::move(shown);
  }
  std::optional<std::string> user;
  if (asks_about_admitted(*service->config)) {
    net::Endpoint local = local_end(caller.raw());
    Identity identity = co_await identify(service, peer, local);
    if (!identity && service->config->has(config::Flag::idonly)) {
      caller.reset();
      note_unknown(*service, peer, identity.error());
      co_return;
    }
    bool logged = service->config->log_on_success.has(config::LogOption::userid);
    if (identity && logged) user = std::move(*identity);
  }
  while (groups_are_stale(*service)) {
    co_await refresh_groups(service);
  }
  start(std::move(place), std::move(caller), peer, user);
}

loop::Task Admission::turn_away(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer,
                                access::Reason reason) {
  if (service->config->banner_fail) {
    std::string path = *service->config->banner_fail;
    Fd told = co_await show(service, path, std::move(caller), peer);
    if (!told) co_return;
    caller = std::move(told);
  }
  if (asks_about_refused(*service->config, reason)) {
    net::Endpoint local = local_end(caller.raw());
    Identity identity = co_await identify(service, peer, local);
    note_refused_user(*service, peer, identity);
  }
  caller.reset();
  engine_.descriptors.returned();
}

loop::Co<Identity> Admission::identify(std::shared_ptr<Service> service, net::Endpoint peer,
                                       net::Endpoint local) {
  if (asked_about_ == 0) told_of_too_many_ = false;
  if (asked_about_ >= identities_asked_most) {
    if (!std::exchange(told_of_too_many_, true)) {
      engine_.log.warning(
          fmt::format("{}: {} ident servers have not answered yet; as long as they do not, no others are "
                      "asked: USERID is not logged, and IDONLY lets nobody in",
                      service->id(), asked_about_));
    }
    co_return std::unexpected(identity_system_error);
  }
  Counted counted(asked_about_);
  Identity identity = co_await engine_.identities.identify(peer, local);
  co_return identity;
}

void Admission::note_unknown(Service& service, const net::Endpoint& peer, std::string_view why) {
  service.record->tally.refuse_unidentified(peer, engine_.loop.clock().wall());
  engine_.events.record(service, log::NotIdentified{peer, why});
  engine_.descriptors.returned();
}

void Admission::note_refused_user(const Service& service, const net::Endpoint& peer,
                                  const Identity& identity) {
  if (identity) return engine_.events.record(service, log::Identified{peer, *identity});
  if (identity.error() == identity_no_server) return;
  engine_.log.error(
      fmt::format("Failed to contact identity server at {}: {}", peer.address.text(), identity.error()));
}

}  // namespace rouse::listen
