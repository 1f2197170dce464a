#include "tools/rouse_services.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "base/text.h"
#include "tools/columns.h"

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
          {escaped(service.state), colour_of(service.state)},
          {escaped(service.place)},
          {sessions_of(service)}};
}

std::string portrait(const ServiceStatus& service, bool colour) {
  std::vector<std::vector<Cell>> rows = {
      {{"name"}, {escaped(service.name)}},
      {{"mode"}, {escaped(service.mode)}},
      {{"state"}, {escaped(service.state), colour_of(service.state)}},
  };
  if (!service.detail.empty()) rows.push_back({{"why"}, {escaped(service.detail)}});
  if (service.pid != 0) rows.push_back({{"pid"}, {fmt::format("{}", service.pid)}});
  if (!service.place.empty()) {
    rows.push_back({{"listens"}, {escaped(service.place)}});
    rows.push_back({{"sessions"}, {sessions_of(service)}});
  }
  return columns(rows, colour);
}

}  // namespace

Exit rouse_list(const RouseRequest& request) {
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, {control::OrderKind::list, {}}, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  std::vector<std::vector<Cell>> rows = {{{"NAME"}, {"MODE"}, {"STATE"}, {"LISTENS"}, {"SESSIONS"}}};
  for (const ServiceStatus& service : reply->services) rows.push_back(row_of(service));
  fmt::print("{}", columns(rows, request.colour));
  return Exit::done;
}

Exit rouse_show(const RouseRequest& request) {
  Exit exit{};
  auto reply = ask(request, {control::OrderKind::show, request.operands.front()}, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  std::string_view separator;
  for (const ServiceStatus& service : reply->services)
    fmt::print("{}{}", std::exchange(separator, "\n"), portrait(service, request.colour));
  return Exit::done;
}

}  // namespace rouse::tools
