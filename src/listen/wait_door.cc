// The door of a wait = yes service: the server gets the door itself, and until it has ended nobody waits
// here.
#include <fmt/format.h>

#include "listen/counts.h"
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

bool is_dgram(const Service& service) { return service.config->socket_type == config::SocketType::dgram; }

/// Who is at the door: of a datagram its sender; of a connection nobody knows before it is accepted.
Result<net::Endpoint> who_knocks(const Service& service) {
  if (!is_dgram(service)) return net::Endpoint{};
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
void turn_away(Engine& engine, Admission& admission, Service& service, const net::Endpoint& peer,
               access::Reason reason) {
  if (is_dgram(service)) {
    (void)sys::discard_datagram(service.door->raw());  // EAGAIN: it is gone already
    bool silent = reason == access::Reason::address && is_repeat(service, peer, engine.loop.now());
    if (!silent) admission.note_refusal(service, peer, reason);
    return;
  }
  Result<sys::Accepted> caller = sys::accept_now(service.door->raw());
  if (caller) admission.note_refusal(service, caller->peer, reason);
}

/// Starts the server with the door; false: it could not be started, and the place is given back.
bool hand_over(Engine& engine, const std::shared_ptr<Service>& service, const net::Endpoint& peer) {
  Result<pid_t> started = engine.sessions.start(service, service->door->raw(), peer);
  if (started) return true;
  give_back(*service, peer.address);
  engine.log.say(log::Level::error,
                 fmt::format("{}: fork failed: {}", service->id(), started.error().text()));
  return false;
}

/// Until the server is gone, then a look at what it left: `strikes` counts how often that was everything.
loop::Co<int> outlive(Engine* engine, std::shared_ptr<Service> service, Queue before, int strikes) {
  service->state = DoorState::suspended;
  while (service->running > 0) {
    co_await service->ended.raised();
  }
  service->state = DoorState::active;
  if (!left_untouched(before, look_at_queue(*service))) co_return 0;
  if (strikes + 1 < untaken_limit) {
    co_await loop::sleep_for(engine->loop, first_rest * (1 << strikes));
    co_return strikes + 1;
  }
  engine->log.say(log::Level::error,
                  fmt::format("{}: the server ended {} times without taking what woke it; {} is thrown away",
                              service->id(), untaken_limit, consume_one(*service)));
  co_return 0;
}

loop::Co<Decision> decide(Admission* admission, std::shared_ptr<Service> service, net::Endpoint peer) {
  access::Verdict verdict = admission->ask_gate(*service, peer);
  if (verdict.refused()) co_return Decision{false, verdict.reason};
  if (verdict.admitted()) co_return Decision{true, {}};
  Decision named = co_await admission->ask_name(service, peer);
  co_return named;
}

}  // namespace

loop::Co<void> serve_waiting(Engine* engine, Admission* admission, std::shared_ptr<Service> service) {
  int strikes = 0;
  while (service->state == DoorState::active) {
    co_await service->door->readable();
    Result<net::Endpoint> peer = who_knocks(*service);
    if (!peer) continue;  // a datagram with a wrong checksum wakes the door and is gone
    Decision decision = co_await decide(admission, service, *peer);
    if (!decision.admitted) {
      turn_away(*engine, *admission, *service, *peer, decision.reason);
      continue;
    }
    if (admission->groups_are_stale(*service)) {
      co_await admission->refresh_groups(service);
    }
    Queue before = look_at_queue(*service);
    if (hand_over(*engine, service, *peer)) {
      int left = co_await outlive(engine, service, before, strikes);
      strikes = left;
    } else {
      co_await loop::sleep_for(engine->loop, std::chrono::seconds(5));
    }
  }
}

}  // namespace rouse::listen
