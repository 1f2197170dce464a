#include "control/wire.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "control/fields.h"

namespace rouse::control {

namespace {

constexpr std::string_view magic = "rous";
constexpr std::string_view yes = "yes";

// Tags are never used for something else in a later version.
namespace order_tag {
constexpr Tag word = 1, name = 2, argument = 3;
}
namespace reply_tag {
constexpr Tag outcome = 1, changed = 2, text = 3, service = 4, reload = 5, session = 6, event = 7, walk = 8,
              daemon = 9, parked = 10;
}
namespace service_tag {
constexpr Tag name = 1, mode = 2, state = 3, place = 4, sessions = 5, limit = 6, detail = 7, pid = 8,
              counts = 9, park = 10, advice = 11;
}
namespace reload_tag {
constexpr Tag added = 1, changed = 2, dropped = 3, problem = 4;
}
namespace versions_tag {
constexpr Tag oldest = 1, newest = 2;
}

std::string frame(FrameKind kind, std::string_view body) {
  std::string out(magic);
  append_number(out, wire_version);
  append_number(out, static_cast<std::uint16_t>(kind));
  append_number(out, static_cast<std::uint32_t>(body.size()));
  return out += body;
}

std::string fields_of(const ServiceStatus& service) {
  FieldWriter out;
  out.put(service_tag::name, service.name)
      .put(service_tag::mode, service.mode)
      .put(service_tag::state, service.state);
  out.put_unless_empty(service_tag::place, service.place).put(service_tag::sessions, service.sessions);
  if (service.limit) out.put(service_tag::limit, *service.limit);
  out.put_unless_empty(service_tag::detail, service.detail);
  if (service.pid != 0) out.put(service_tag::pid, service.pid);
  out.put_unless_empty(service_tag::counts, fields_of(service.counts));
  if (service.park) out.put(service_tag::park, fields_of(*service.park));
  if (service.advice) out.put(service_tag::advice, fields_of(*service.advice));
  return out.take();
}

std::string fields_of(const ReloadResult& reload) {
  FieldWriter out;
  for (const std::string& name : reload.added) out.put(reload_tag::added, name);
  for (const std::string& name : reload.changed) out.put(reload_tag::changed, name);
  for (const std::string& name : reload.dropped) out.put(reload_tag::dropped, name);
  for (const std::string& problem : reload.problems) out.put(reload_tag::problem, problem);
  return out.take();
}

std::string fields_of(const Reply& reply) {
  FieldWriter out;
  out.put(reply_tag::outcome, outcome_words[static_cast<std::size_t>(reply.outcome)]);
  if (reply.changed) out.put(reply_tag::changed, yes);
  out.put_unless_empty(reply_tag::text, reply.text);
  for (const ServiceStatus& service : reply.services) out.put(reply_tag::service, fields_of(service));
  if (reply.reload) out.put(reply_tag::reload, fields_of(*reply.reload));
  for (const SessionStatus& session : reply.sessions) out.put(reply_tag::session, fields_of(session));
  for (const EventLine& event : reply.events) out.put(reply_tag::event, fields_of(event));
  for (const WalkStatus& walk : reply.walks) out.put(reply_tag::walk, fields_of(walk));
  if (reply.daemon) out.put(reply_tag::daemon, fields_of(*reply.daemon));
  if (reply.parked) out.put(reply_tag::parked, fields_of(*reply.parked));
  return out.take();
}

bool take_field(ServiceStatus& service, const Field& field) {
  switch (field.tag) {
    case service_tag::name:
      service.name = field.value;
      return true;
    case service_tag::mode:
      service.mode = field.value;
      return true;
    case service_tag::state:
      service.state = field.value;
      return true;
    case service_tag::place:
      service.place = field.value;
      return true;
    case service_tag::sessions:
      return take_number(field.value, service.sessions);
    case service_tag::limit:
      return take_number(field.value, service.limit.emplace());
    case service_tag::detail:
      service.detail = field.value;
      return true;
    case service_tag::pid:
      return take_number(field.value, service.pid);
    case service_tag::counts:
      return take_fields(service.counts, field.value);
    case service_tag::park:
      return take_fields(service.park.emplace(), field.value);
    case service_tag::advice:
      return take_fields(service.advice.emplace(), field.value);
    default:
      return true;
  }
}

bool take_field(ReloadResult& reload, const Field& field) {
  if (field.tag == reload_tag::added) reload.added.emplace_back(field.value);
  if (field.tag == reload_tag::changed) reload.changed.emplace_back(field.value);
  if (field.tag == reload_tag::dropped) reload.dropped.emplace_back(field.value);
  if (field.tag == reload_tag::problem) reload.problems.emplace_back(field.value);
  return true;
}

/// An outcome that this version does not know is no success.
Outcome outcome_of(std::string_view word) {
  auto found = std::ranges::find(outcome_words, word);
  if (found == outcome_words.end()) return Outcome::failed;
  return static_cast<Outcome>(found - outcome_words.begin());
}

bool take_field(Reply& reply, const Field& field) {
  switch (field.tag) {
    case reply_tag::outcome:
      reply.outcome = outcome_of(field.value);
      return true;
    case reply_tag::changed:
      reply.changed = field.value == yes;
      return true;
    case reply_tag::text:
      reply.text = field.value;
      return true;
    case reply_tag::service: {
      ServiceStatus& service = reply.services.emplace_back();
      return each_field(field.value, [&](const Field& inner) { return take_field(service, inner); });
    }
    case reply_tag::reload: {
      ReloadResult& reload = reply.reload.emplace();
      return each_field(field.value, [&](const Field& inner) { return take_field(reload, inner); });
    }
    case reply_tag::session:
      return take_fields(reply.sessions.emplace_back(), field.value);
    case reply_tag::event:
      return take_fields(reply.events.emplace_back(), field.value);
    case reply_tag::walk:
      return take_fields(reply.walks.emplace_back(), field.value);
    case reply_tag::daemon:
      return take_fields(reply.daemon.emplace(), field.value);
    case reply_tag::parked:
      return take_fields(reply.parked.emplace(), field.value);
    default:
      return true;
  }
}

}  // namespace

std::optional<Header> header_of(std::string_view bytes) {
  if (bytes.size() < header_bytes || !bytes.starts_with(magic)) return std::nullopt;
  return Header{number_at<std::uint16_t>(bytes.substr(4)),
                FrameKind{number_at<std::uint16_t>(bytes.substr(6))},
                number_at<std::uint32_t>(bytes.substr(8))};
}

std::string frame_of(const Order& order) {
  FieldWriter out;
  out.put(order_tag::word, row_of(order.kind).word).put_unless_empty(order_tag::name, order.name);
  for (const std::string& argument : order.arguments) out.put(order_tag::argument, argument);
  return frame(FrameKind::order, out.take());
}

std::string frame_of(const Reply& reply) {
  std::string body = fields_of(reply);
  if (body.size() <= reply_limit_bytes) return frame(FrameKind::reply, body);
  return frame(
      FrameKind::reply,
      fields_of(Reply{.outcome = Outcome::failed,
                      .text = std::string(translatable("the answer is too long; ask for one service"))}));
}

std::string versions_frame() {
  FieldWriter out;
  out.put(versions_tag::oldest, wire_version).put(versions_tag::newest, wire_version);
  return frame(FrameKind::versions, out.take());
}

std::optional<Order> order_in(std::string_view body) {
  std::optional<OrderKind> kind;
  Order order;
  bool whole = each_field(body, [&](const Field& field) {
    if (field.tag == order_tag::word) kind = order_kind(field.value);
    if (field.tag == order_tag::name) order.name = field.value;
    if (field.tag == order_tag::argument) order.arguments.emplace_back(field.value);
    return true;
  });
  if (!whole || !kind) return std::nullopt;
  order.kind = *kind;
  return order;
}

std::optional<Reply> reply_in(std::string_view body) {
  Reply reply{.outcome = Outcome::failed};
  bool whole = each_field(body, [&](const Field& field) { return take_field(reply, field); });
  return whole ? std::optional(std::move(reply)) : std::nullopt;
}

std::optional<std::string> versions_in(std::string_view body) {
  std::uint64_t oldest = 0, newest = 0;
  bool whole = each_field(body, [&](const Field& field) {
    if (field.tag == versions_tag::oldest) return take_number(field.value, oldest);
    if (field.tag == versions_tag::newest) return take_number(field.value, newest);
    return true;
  });
  if (!whole || newest == 0) return std::nullopt;
  return oldest == newest ? fmt::format("{}", newest) : fmt::format("{} to {}", oldest, newest);
}

}  // namespace rouse::control
