#include "tools/rouse_sessions.h"

#include <fmt/format.h>

#include "base/text.h"
#include "tools/columns.h"
#include "tools/daemon_words.h"
#include "tools/figures.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

std::string number_or_dash(std::uint64_t number) { return number == 0 ? "-" : fmt::format("{}", number); }

std::vector<Cell> row_of(const control::SessionStatus& session) {
  return {{escaped(session.id)},
          {escaped(session.service)},
          {session.caller.empty() ? "-" : escaped(session.caller)},
          {number_or_dash(session.port)},
          {moment(session.since)},
          {span(session.lasts_s)},
          {session.user.empty() ? "-" : escaped(session.user)}};
}

}  // namespace

Exit rouse_sessions(const RouseRequest& request) {
  Exit exit{};
  auto reply = ask(request, {control::OrderKind::sessions, request.operand()}, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  std::vector<std::vector<Cell>> rows = {{{translated("SESSION")},
                                          {translated("SERVICE")},
                                          {translated("CALLER")},
                                          {translated("PORT")},
                                          {translated("SINCE")},
                                          {translated("LASTS")},
                                          {translated("UID")}}};
  for (const control::SessionStatus& session : reply->sessions) rows.push_back(row_of(session));
  print(columns(rows, request.colour));
  return Exit::done;
}

Exit rouse_kill(const RouseRequest& request) {
  Exit exit{};
  control::Order order{control::OrderKind::kill, request.operand()};
  if (request.has("--force")) order.arguments.emplace_back(control::force_argument);
  auto reply = ask(request, order, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  if (!reply->text.empty()) print(text_in_words(*reply, request.operand()) + "\n");
  tell_change(*reply);
  return Exit::done;
}

}  // namespace rouse::tools
