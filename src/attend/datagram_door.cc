#include "attend/datagram_door.h"

#include "listen/events.h"
#include "sys/datagram.h"

namespace rouse::attend {

namespace {

/// Datagrams of one door that are answered before others get their turn.
constexpr int budget = 64;
constexpr std::chrono::seconds repeat_refusal_s{60};
/// Askers about whom somebody else is asked, at most; with more the door itself waits.
constexpr std::size_t undecided_most = 256;

struct Question {
  net::Endpoint asker;
  std::vector<std::byte> bytes;
};

void reply(listen::Engine& engine, DatagramState& state, listen::Service& service, const Question& question) {
  auto kind = builtin::kind_of(service.config->name);
  std::span<std::byte> room = std::span(state.scratch.bytes).first(builtin::datagram_limit_bytes);
  if (!kind || !builtin::may_answer(question.asker, state.ports)) return;
  if (!state.rate.take(question.asker.address, engine.loop.now())) return;
  bool near = question.asker.address.is_loopback();
  auto size = builtin::answer(*kind, question.bytes, room, engine.loop.clock().wall(), state.chargen, near);
  // A full buffer or an asker out of reach costs this one answer, as datagrams may.
  if (size) (void)sys::send_to(service.door->raw(), room.first(*size), question.asker);
}

/// Repeated refusals of one sender within 60 s are logged once (reference/xinetd.md 4.5).
bool is_repeat(listen::Service& service, const net::Endpoint& asker, Instant now) {
  bool repeat = service.last_refused == asker && now - service.last_refused_at < repeat_refusal_s;
  service.last_refused = asker;
  service.last_refused_at = now;
  return repeat;
}

Result<Question> next_question(DatagramState& state, int door) {
  std::span<std::byte> room = std::span(state.scratch.bytes).first(builtin::datagram_limit_bytes);
  Result<sys::Datagram> datagram = sys::receive_from(door, room);
  if (!datagram) return std::unexpected(datagram.error());
  auto bytes = room.first(datagram->bytes);
  return Question{datagram->sender, {bytes.begin(), bytes.end()}};
}

void note_outcome(listen::Engine& engine, listen::Admission& admission, listen::Service& service,
                  const net::Endpoint& asker, const listen::Decision& decision) {
  if (decision.place) return engine.events.record(service, log::Started{asker, 0});
  bool silent = access::lies_in_caller(decision.reason) && is_repeat(service, asker, engine.loop.now());
  if (!silent) admission.note_refusal(service, asker, decision.reason);
}

loop::Co<void> judge_and_reply(listen::Engine* engine, listen::Admission* admission, DatagramState* state,
                               std::shared_ptr<listen::Service> service, Question question) {
  listen::Decision decision = co_await admission->decide(service, question.asker);
  note_outcome(*engine, *admission, *service, question.asker, decision);
  if (decision.place) reply(*engine, *state, *service, question);
}

loop::Task judge_aside(listen::Engine* engine, listen::Admission* admission, DatagramState* state,
                       std::shared_ptr<listen::Service> service, Question question) {
  co_await judge_and_reply(engine, admission, state, service, std::move(question));
}

/// Whether a decision may wait for a name server.
bool may_take_long(const listen::Service& service) {
  bool by_name = service.lists.no_access.needs_name() ||
                 (service.lists.only_from && service.lists.only_from->needs_name());
  return by_name || service.asks_wrap;
}

}  // namespace

loop::Co<void> serve_datagrams(listen::Engine* engine, listen::Admission* admission, DatagramState* state,
                               std::shared_ptr<listen::Service> service) {
  for (;;) {
    co_await service->door->readable();
    for (int left = budget; left > 0; --left) {
      Result<Question> question = next_question(*state, service->door->raw());
      if (!question && question.error().code == EAGAIN) break;
      if (!question) continue;  // an ICMP error that an earlier answer brought
      if (may_take_long(*service) && service->work.size() < undecided_most) {
        service->work.start(judge_aside(engine, admission, state, service, std::move(*question)));
      } else {
        co_await judge_and_reply(engine, admission, state, service, std::move(*question));
      }
      if (service->state == listen::DoorState::paused) co_return;
    }
  }
}

}  // namespace rouse::attend
