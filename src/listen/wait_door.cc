// The door of a wait = yes service: the server gets the door itself, and until it has ended nobody waits
// here.
#include <fmt/format.h>
#include <sys/socket.h>

#include "listen/door.h"
#include "listen/sessions.h"
#include "listen/untaken.h"
#include "loop/sleep.h"
#include "sys/queue.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

constexpr std::chrono::milliseconds first_rest{50};
constexpr std::chrono::seconds repeat_refusal_s{60};
constexpr std::chrono::seconds fork_rest{5};
constexpr int empty_wake_limit = 20;

/// A server may have shut the door that it was lent.
bool is_listening(const Service& service) {
  return service.config->is_dgram() ||
         sys::option(service.door->raw(), SOL_SOCKET, SO_ACCEPTCONN).value_or(0) == 1;
}

/// Who is at the door: of a datagram its sender; of a connection nobody knows before it is accepted.
Result<net::Endpoint> who_knocks(const Service& service) {
  if (!service.config->is_dgram()) return net::Endpoint{};
  Result<sys::Head> head = sys::peek_sender(service.door->raw());
  if (!head) return std::unexpected(head.error());
  return head->sender;
}

/// Repeated refusals of one sender within 60 s are logged once (reference/xinetd.md 4.5).
bool is_repeat(Service& service, const net::Endpoint& peer, Instant now) {
  bool repeat = service.last_refused == peer && now - service.last_refused_at < repeat_refusal_s;
  service.last_refused = peer;
  service.last_refused_at = now;
  return repeat;
}

/// The refused datagram is taken out unread; the refused connection is accepted and closed.
Result<void> turn_away(Engine& engine, Admission& admission, Service& service, const net::Endpoint& peer,
                       access::Reason reason) {
  if (service.config->is_dgram()) {
    (void)sys::discard_datagram(service.door->raw());  // EAGAIN: it is gone already
    bool silent = access::lies_in_caller(reason) && is_repeat(service, peer, engine.loop.now());
    if (!silent) admission.note_refusal(service, peer, reason);
    return {};
  }
  Result<sys::Accepted> caller = sys::accept_now(service.door->raw());
  if (!caller) return std::unexpected(caller.error());
  admission.note_refusal(service, caller->peer, reason);
  return {};
}

/// Until all servers of the service are gone: one at a time holds the door.
loop::Co<void> outlive(std::shared_ptr<Service> service) {
  while (service->running > 0) {
    service->state = DoorState::suspended;
    co_await service->ended.raised();
  }
  service->state = DoorState::active;
}

/// A look at what the server left: `strikes` counts how often that was everything.
loop::Co<int> judge_what_is_left(Engine* engine, std::shared_ptr<Service> service, Queue before,
                                 int strikes) {
  if (!left_untouched(before, look_at_queue(*service))) co_return 0;
  if (strikes + 1 < untaken_limit) {
    co_await loop::sleep_for(engine->loop, first_rest * (1 << strikes));
    co_return strikes + 1;
  }
  engine->log.error(
      fmt::format("{}: the server ended {} times without taking what woke it; {} is thrown away",
                  service->id(), untaken_limit, consume_one(*service)));
  co_return 0;
}

/// Lets the server have the door; false: it could not be started.
bool hand_over(Engine& engine, Place place, const net::Endpoint& peer) {
  std::shared_ptr<Service> service = place.service();
  Result<pid_t> started = engine.sessions->start(std::move(place), service->door->raw(), peer);
  if (started) return true;
  engine.log.error(fmt::format("{}: fork failed: {}", service->id(), started.error().text()));
  return false;
}

loop::Co<void> refresh(Admission* admission, std::shared_ptr<Service> service) {
  while (admission->groups_are_stale(*service)) {
    co_await admission->refresh_groups(service);
  }
}

}  // namespace

loop::Co<void> serve_waiting(Engine* engine, Admission* admission, std::shared_ptr<Service> service) {
  int strikes = 0;
  int empty_wakes = 0;
  for (;;) {
    co_await outlive(service);
    co_await service->door->readable();
    if (engine->makes_room) {
      co_await loop::for_ever();  // whoever has called is the next steward's
    }
    Result<net::Endpoint> peer = who_knocks(*service);
    if (!peer) {
      // A datagram with a wrong checksum wakes the door and is gone; a door that only wakes is broken.
      if (++empty_wakes == empty_wake_limit) co_return;
      co_await loop::sleep_for(engine->loop, first_rest);
      continue;
    }
    empty_wakes = 0;
    Decision decision = co_await admission->decide(service, *peer);
    if (!decision.place) {
      auto turned = turn_away(*engine, *admission, *service, *peer, decision.reason);
      if (service->state == DoorState::paused) co_return;
      if (turned) continue;
      if (turned.error().code == EINVAL) co_return;
      co_await loop::sleep_for(engine->loop, first_rest);
      continue;
    }
    co_await refresh(admission, service);
    Queue before = look_at_queue(*service);
    if (!hand_over(*engine, std::move(*decision.place), *peer)) {
      co_await loop::sleep_for(engine->loop, fork_rest);
      continue;
    }
    co_await outlive(service);
    if (!is_listening(*service)) co_return;
    int left = co_await judge_what_is_left(engine, service, before, strikes);
    strikes = left;
  }
}

}  // namespace rouse::listen
