#include "tools/rouse_services.h"

#include <fmt/format.h>

#include <string_view>

#include "base/text.h"
#include "tools/columns.h"
#include "tools/daemon_words.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

namespace state = control::state;
using control::ServiceStatus;

std::string_view colour_of(std::string_view word) {
  constexpr std::string_view green = "32", yellow = "33", red = "31";
  if (word == state::open || word == state::running) return green;
  if (word == state::failed || word == state::given_up) return red;
  return word == state::disabled ? std::string_view() : yellow;
}

std::string sessions_of(const ServiceStatus& service) {
  if (service.place.empty()) return {};
  if (!service.limit) return fmt::format("{}", service.sessions);
  return fmt::format("{}/{}", service.sessions, *service.limit);
}

std::vector<Cell> row_of(const ServiceStatus& service) {
  return {{escaped(service.name)},
          {escaped(service.mode)},
          {state_in_words(service.state), colour_of(service.state)},
          {escaped(service.place)},
          {sessions_of(service)}};
}

std::string portrait(const ServiceStatus& service, bool colour) {
  std::vector<std::vector<Cell>> rows = {
      {{translated("name")}, {escaped(service.name)}},
      {{translated("mode")}, {escaped(service.mode)}},
      {{translated("state")}, {state_in_words(service.state), colour_of(service.state)}},
  };
  if (!service.detail.empty()) rows.push_back({{translated("why")}, {detail_in_words(service)}});
  if (service.pid != 0) rows.push_back({{translated("pid")}, {fmt::format("{}", service.pid)}});
  if (!service.place.empty()) {
    rows.push_back({{translated("listens")}, {escaped(service.place)}});
    rows.push_back({{translated("sessions")}, {sessions_of(service)}});
  }
  return columns(rows, colour);
}

}  // namespace

Exit rouse_list(const RouseRequest& request) {
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, {control::OrderKind::list, {}}, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  std::vector<std::vector<Cell>> rows = {{{translated("NAME")},
                                          {translated("MODE")},
                                          {translated("STATE")},
                                          {translated("LISTENS")},
                                          {translated("SESSIONS")}}};
  for (const ServiceStatus& service : reply->services) rows.push_back(row_of(service));
  print(columns(rows, request.colour));
  return Exit::done;
}

Exit rouse_show(const RouseRequest& request) {
  Exit exit{};
  auto reply = ask(request, {control::OrderKind::show, request.operand()}, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  std::string out;
  for (const ServiceStatus& service : reply->services)
    out += (out.empty() ? "" : "\n") + portrait(service, request.colour);
  print(out);
  return Exit::done;
}

}  // namespace rouse::tools
