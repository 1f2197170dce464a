// Admission: from a caller at the door to a running server or a refusal.
//
//   arrives -> [banner] -> gate -> refuse: FAIL, [banner_fail], [ident: USERID], closed
//                            |---> needs a name: the resolver is asked, then the gate's address rule again
//                            '---> admit -> [hosts.allow and hosts.deny are asked] -> [+Go] ->
//                            [banner_success] -> [ident] -> [groups] -> start
//                                                   '--> IDONLY, unknown: NOID, closed
//
// The caller of a mux service arrives when he has named it: he has seen the banner of tcpmux, and is shown no
// other. TCPMUXPLUS means that rouse says +Go (RFC 1078) to those whom the gate lets in, and to nobody else.
//
// Groups older than 60 s are asked for again, ident servers where USERID or IDONLY want to know
// (identities.h). The straight way (no banner, no names, no rules, no ident, fresh groups) makes no
// coroutine. The gate gives a Place, which the caller holds on all further ways until the server does.
#pragma once

#include <memory>

#include "access/gate.h"
#include "listen/engine.h"
#include "listen/identities.h"
#include "listen/place.h"
#include "listen/service.h"
#include "loop/co.h"
#include "loop/task.h"

namespace rouse::listen {

/// A caller who was let in has a place; anybody else a reason.
struct Decision {
  std::optional<Place> place;
  access::Reason reason = access::Reason::address;
};

/// The gate's word on a caller; `place` unless it refuses.
struct Answer {
  access::Verdict verdict;
  std::optional<Place> place;

  bool needs_name() const { return verdict.kind == access::Verdict::Kind::needs_name; }
};

/// Both ends of a caller's way.
struct Ends {
  net::Endpoint peer;
  net::Endpoint local;
};

/// When somebody calls, on both clocks.
struct Moment {
  WallTime wall = 0;
  Instant instant{};
};
Moment moment_now(const loop::Loop& loop);

/// What the gate goes by for a caller of this moment, who is counted in `rate`.
access::Facts facts_of(Engine& engine, const Service& service, const net::Address& caller, const Moment& at,
                       access::RateMeter& rate);

/// How long the supplementary groups of an account are taken as they were last answered.
inline constexpr std::chrono::seconds groups_fresh_for{60};
/// When nobody answers, how soon they are asked again.
inline constexpr std::chrono::seconds groups_retry_after{10};
/// Callers of one service who are shown its `banner` at once; those beyond it go without.
inline constexpr std::size_t greeting_limit = 1024;

class Admission {
 public:
  explicit Admission(Engine& engine) : engine_(engine) {}

  /// A caller of a stream wait = no service, or of a mux service; may end in `service.state == paused`.
  void receive(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer);

  /// One who was let in, and only lacks his server.
  void resume(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer) {
    start(Place(engine_.places, service, peer), std::move(caller), peer);
  }
  /// The whole decision, for doors that do their own starting.
  loop::Co<Decision> decide(std::shared_ptr<Service> service, net::Endpoint peer);
  /// Logs a refusal with what belongs to its reason; a refusal by cps pauses the door.
  void note_refusal(Service& service, const net::Endpoint& peer, access::Reason reason);
  /// Groups older than 60 s are resolved again, off the loop.
  loop::Co<void> refresh_groups(std::shared_ptr<Service> service);
  bool groups_are_stale(const Service& service) const;

 private:
  void judge(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer);
  Answer ask_gate(const std::shared_ptr<Service>& service, const net::Endpoint& peer);
  loop::Co<Decision> inquire(Place place, Ends ends, bool needs_name);
  loop::Co<Decision> ask_name(Place place, net::Endpoint peer);
  loop::Co<Decision> ask_wrap(Place place, Ends ends);
  access::Verdict consult(Service& service, const access::Facts& facts, const net::Endpoint& peer);
  void refuse(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer,
              access::Reason reason);
  void let_in(Place place, Fd caller, const net::Endpoint& peer);
  void start(Place place, Fd caller, const net::Endpoint& peer, const std::optional<std::string>& user = {});
  void note_unknown(Service& service, const net::Endpoint& peer, std::string_view why);
  void note_refused_user(const Service& service, const net::Endpoint& peer, const Identity& identity);

  loop::Task greet(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer);
  loop::Task inquire_then_let_in(Place place, Fd caller, net::Endpoint peer, bool needs_name);
  loop::Task prepare_then_start(Place place, Fd caller, net::Endpoint peer);
  loop::Task turn_away(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer,
                       access::Reason reason);
  loop::Co<Identity> identify(std::shared_ptr<Service> service, net::Endpoint peer, net::Endpoint local);
  loop::Co<Fd> show(std::shared_ptr<Service> service, std::string path, Fd caller, net::Endpoint peer);
  loop::Co<Fd> say(std::shared_ptr<Service> service, std::string what, BannerText text, Fd caller,
                   net::Endpoint peer);

  Engine& engine_;
  std::size_t asked_about_ = 0;  // callers whose ident servers have not answered yet
  bool told_of_too_many_ = false;
};

}  // namespace rouse::listen
