#include "daemon/session_orders.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "base/text.h"
#include "sys/process.h"

namespace rouse::daemon {

namespace {

using control::Outcome;
using control::Reply;

bool has_form_of_id(std::string_view text) {
  std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || !whole_number(text.substr(0, dot))) return false;
  std::string_view moment = text.substr(dot + 1);
  return !moment.empty() && moment.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

control::SessionStatus status_of(const listen::Session& session, const Clock& clock) {
  const listen::Service& service = *session.service();
  auto lasts = std::chrono::duration_cast<std::chrono::seconds>(clock.now() - session.started).count();
  return {.id = id_of(session),
          .service = service.id(),
          .caller = session.peer.address.text(),
          .port = session.peer.port,
          .pid = static_cast<std::uint64_t>(session.pid),
          .since = static_cast<std::uint64_t>(session.started_wall),
          .lasts_s = static_cast<std::uint64_t>(std::max<std::int64_t>(lasts, 0)),
          .user = service.recipe && service.recipe->uid ? fmt::format("{}", *service.recipe->uid) : ""};
}

Reply nothing_to_do(std::string_view text) { return {.text = std::string(text)}; }

}  // namespace

std::string id_of(const listen::Session& session) {
  auto moment = std::chrono::duration_cast<std::chrono::milliseconds>(session.started.time_since_epoch());
  return fmt::format("{}.{:x}", session.pid, moment.count());
}

std::vector<control::SessionStatus> session_statuses(
    const listen::Sessions& sessions, const Clock& clock,
    const std::function<bool(const listen::Service&)>& is_wanted) {
  std::vector<const listen::Session*> those;
  for (const listen::Session& session : sessions.all()) {
    if (session.service() && is_wanted(*session.service())) those.push_back(&session);
  }
  std::ranges::sort(those, {}, &listen::Session::started);
  std::vector<control::SessionStatus> out;
  for (const listen::Session* session : those) out.push_back(status_of(*session, clock));
  return out;
}

Reply kill_session(const listen::Sessions& sessions, const Clock& clock, const control::Order& order) {
  if (!has_form_of_id(order.name))
    return refusal(Outcome::failed, translatable("that is no session; rouse sessions lists them"));
  auto found = std::ranges::find_if(sessions.all(), [&](const listen::Session& session) {
    return session.service() && id_of(session) == order.name;
  });
  if (found == sessions.all().end()) return nothing_to_do(translatable("that session has ended already"));
  if (!found->pidfd) return nothing_to_do(translatable("that session is being ended already"));
  bool force = std::ranges::find(order.arguments, control::force_argument) != order.arguments.end();
  // One that has ended meanwhile is on its way to its end here, too.
  bool sent = sys::pidfd_send_signal(found->pidfd.raw(), force ? SIGKILL : SIGTERM).has_value();
  return {.changed = sent, .sessions = {status_of(*found, clock)}};
}

}  // namespace rouse::daemon
