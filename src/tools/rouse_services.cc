#include "tools/rouse_services.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "base/text.h"
#include "tools/columns.h"
#include "tools/daemon_words.h"
#include "tools/figures.h"
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

/// "12 (address 9, time 3)"; "0".
std::string refused_of(const ServiceStatus& service) {
  std::string reasons;
  for (const control::Count& count : service.counts.refused)
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", escaped(count.what), count.times);
  std::uint64_t all = refused_in_all(service.counts);
  return reasons.empty() ? fmt::format("{}", all) : fmt::format("{} ({})", all, reasons);
}

std::vector<Cell> wide_row_of(const ServiceStatus& service) {
  std::vector<Cell> out = row_of(service);
  out.push_back({fmt::format("{}", service.counts.served)});
  out.push_back({refused_of(service)});
  out.push_back({service.counts.caller.empty() ? "-" : escaped(service.counts.caller)});
  out.push_back({size(service.counts.memory_bytes)});
  return out;
}

/// "parked, 1.2M"; "empty".
std::string park_of(const control::ParkStatus& park) {
  std::string state = state_in_words(park.state);
  return park.memory_bytes == 0 ? state : fmt::format("{}, {}", state, size(park.memory_bytes));
}

/// Of all parked processes, below a table; empty: there are no warm services.
std::string total_of(const std::optional<control::ParkTotal>& parked) {
  if (!parked) return {};
  std::string memory = size(parked->memory_bytes);
  if (!parked->limit_bytes) return translated("parked: {}, memory {}", parked->processes, memory) + "\n";
  return translated("parked: {}, memory {} of {} (park_memory_max)", parked->processes, memory,
                    size(*parked->limit_bytes)) +
         "\n";
}

void add_park(const control::ParkStatus& park, std::vector<std::vector<Cell>>& rows) {
  rows.push_back({{translated("park")}, {park_of(park)}});
  rows.push_back({{translated("started")},
                  {translated("processes to be parked: {}, of them failed: {}", park.started, park.failed)}});
  rows.push_back({{translated("forked")},
                  {translated("for callers: {}; served cold: {}", park.forks.times, park.served_cold)}});
}

void add_counts(const ServiceStatus& service, std::vector<std::vector<Cell>>& rows) {
  const control::ServiceCounts& counts = service.counts;
  rows.push_back({{translated("served")}, {fmt::format("{}", counts.served)}});
  rows.push_back({{translated("refused")}, {refused_of(service)}});
  if (counts.failed_starts != 0)
    rows.push_back({{translated("failed")},
                    {translated("servers that could not be executed: {}, last {}", counts.failed_starts,
                                moment(counts.failed_at))}});
  if (counts.called_at != 0)
    rows.push_back(
        {{translated("caller")}, {fmt::format("{} ({})", escaped(counts.caller), moment(counts.called_at))}});
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
    add_counts(service, rows);
  }
  if (service.park) add_park(*service.park, rows);
  if (service.counts.memory_bytes != 0)
    rows.push_back({{translated("memory")}, {size(service.counts.memory_bytes)}});
  return columns(rows, colour);
}

/// Every service of the daemon, a row each below `head`.
Exit tell_all(const RouseRequest& request, std::vector<std::string> arguments, std::vector<Cell> head,
              std::vector<Cell> (*row)(const ServiceStatus&)) {
  Exit exit{};
  auto reply = ask(request, {control::OrderKind::list, {}, std::move(arguments)}, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  std::vector<std::vector<Cell>> rows = {std::move(head)};
  for (const ServiceStatus& service : reply->services) rows.push_back(row(service));
  print(columns(rows, request.colour) + total_of(reply->parked));
  return Exit::done;
}

}  // namespace

Exit rouse_overview(const RouseRequest& request) {
  return tell_all(request, {std::string(control::memory_argument)},
                  {{translated("NAME")},
                   {translated("MODE")},
                   {translated("STATE")},
                   {translated("LISTENS")},
                   {translated("SESSIONS")},
                   {translated("SERVED")},
                   {translated("REFUSED")},
                   {translated("LAST CALLER")},
                   {translated("MEMORY")}},
                  wide_row_of);
}

Exit rouse_list(const RouseRequest& request) {
  return tell_all(request, {},
                  {{translated("NAME")},
                   {translated("MODE")},
                   {translated("STATE")},
                   {translated("LISTENS")},
                   {translated("SESSIONS")}},
                  row_of);
}

Exit rouse_show(const RouseRequest& request) {
  Exit exit{};
  auto reply = ask(
      request, {control::OrderKind::show, request.operand(), {std::string(control::memory_argument)}}, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  std::string out;
  for (const ServiceStatus& service : reply->services)
    out += (out.empty() ? "" : "\n") + portrait(service, request.colour);
  print(out);
  return Exit::done;
}

}  // namespace rouse::tools
