#include "tools/open_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "config/check_json.h"

namespace rouse::tools {

namespace {

namespace state = control::state;
using control::ServiceStatus;
using Services = std::vector<ServiceStatus>;

constexpr std::array<std::string_view, 12> all_states = {
    state::open,    state::closed,   state::paused, state::waiting, state::disabled, state::failed,
    state::running, state::given_up, "stopped",     "starting",     "resting",       "failing"};

/// A label's value with its quotes. One byte that is not UTF-8 would spoil all of the text for its reader.
std::string label(std::string_view value) {
  std::string out = "\"";
  while (!value.empty()) {
    std::size_t bytes = config::character_bytes(value);
    char c = value.front();
    if (c == '\\' || c == '"') out += '\\';
    out += bytes == 0 ? "\xef\xbf\xbd" : c == '\n' ? "\\n" : value.substr(0, bytes);
    value.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return out + '"';
}

std::string head(std::string_view name, std::string_view type, std::string_view help,
                 std::string_view unit = {}) {
  std::string out = fmt::format("# TYPE {} {}\n", name, type);
  if (!unit.empty()) out += fmt::format("# UNIT {} {}\n", name, unit);
  return out + fmt::format("# HELP {} {}\n", name, help);
}

/// One sample for each service, of its name and `value_of` it.
template <class Value>
std::string each(const Services& services, std::string_view sample, Value value_of) {
  std::string out;
  for (const ServiceStatus& service : services)
    out += fmt::format("{}{{service={}}} {}\n", sample, label(service.name), value_of(service));
  return out;
}

std::string refusals(const Services& services) {
  std::string out = head("rouse_refused", "counter", "Callers who were refused, by reason.");
  for (const ServiceStatus& service : services) {
    for (const control::Count& count : service.counts.refused)
      out += fmt::format("rouse_refused_total{{service={},reason={}}} {}\n", label(service.name),
                         label(count.what), count.times);
  }
  return out;
}

std::string states_of(const Services& services) {
  std::string out = head("rouse_service_state", "stateset", "What a service does at the moment.");
  for (const ServiceStatus& service : services) {
    for (std::string_view state : all_states)
      out += fmt::format("rouse_service_state{{service={},rouse_service_state={}}} {}\n", label(service.name),
                         label(state), state == service.state ? 1 : 0);
  }
  return out;
}

std::string limits(const Services& services) {
  std::string out = head("rouse_sessions_limit", "gauge", "Servers that may run at once.");
  for (const ServiceStatus& service : services) {
    if (service.limit)
      out += fmt::format("rouse_sessions_limit{{service={}}} {}\n", label(service.name), *service.limit);
  }
  return out;
}

double seconds(std::uint64_t us) { return static_cast<double>(us) / 1e6; }

std::string start_times(const Services& services) {
  constexpr std::string_view name = "rouse_start_duration_seconds";
  std::string out =
      head(name, "histogram",
           "Time the daemon takes to make the process of a server, which executes the server afterwards.",
           "seconds");
  for (const ServiceStatus& service : services) {
    std::uint64_t sum = 0;
    for (const control::Count& step : service.counts.starts) {
      sum += step.times;
      std::string end =
          step.what.empty() ? "+Inf" : fmt::format("{}", seconds(whole_number(step.what).value_or(0)));
      out += fmt::format("{}_bucket{{service={},le={}}} {}\n", name, label(service.name), label(end), sum);
    }
    if (service.counts.starts.empty()) continue;
    out += fmt::format("{0}_count{{service={1}}} {2}\n{0}_sum{{service={1}}} {3}\n", name,
                       label(service.name), sum, seconds(service.counts.starts_us));
  }
  return out;
}

/// Of the services that are warm; nothing where none is.
std::string of_parks(const DaemonState& state) {
  Services warm;
  std::ranges::copy_if(state.services, std::back_inserter(warm),
                       [](const ServiceStatus& service) { return service.park.has_value(); });
  if (warm.empty()) return {};
  std::string states = head("rouse_park_state", "stateset", "What is parked of a warm service.");
  for (const ServiceStatus& service : warm) {
    for (std::string_view word : control::park_state::all)
      states += fmt::format("rouse_park_state{{service={},rouse_park_state={}}} {}\n", label(service.name),
                            label(word), word == service.park->state ? 1 : 0);
  }
  std::string limit;
  if (state.parked.limit_bytes)
    limit = head("rouse_parked_memory_limit_bytes", "gauge", "What all parked processes may have together.",
                 "bytes") +
            fmt::format("rouse_parked_memory_limit_bytes {}\n", *state.parked.limit_bytes);
  return states +
         head("rouse_parked_memory_bytes", "gauge",
              "Memory of the parked process of a service, of shared pages its share.", "bytes") +
         each(warm, "rouse_parked_memory_bytes",
              [](const auto& service) { return service.park->memory_bytes; }) +
         limit + head("rouse_parks_started", "counter", "Processes that were started to be parked.") +
         each(warm, "rouse_parks_started_total", [](const auto& service) { return service.park->started; }) +
         head("rouse_parks_failed", "counter",
              "Processes to be parked that died or hung, or could not be started.") +
         each(warm, "rouse_parks_failed_total", [](const auto& service) { return service.park->failed; }) +
         head("rouse_forked", "counter", "Callers whose server was forked from a parked process.") +
         each(warm, "rouse_forked_total", [](const auto& service) { return service.park->forks.times; }) +
         head("rouse_served_cold", "counter", "Callers of warm services whose server was started for them.") +
         each(warm, "rouse_served_cold_total", [](const auto& service) { return service.park->served_cold; });
}

std::string of_daemon(const control::DaemonStatus& daemon) {
  return head("rouse_build", "info", "The version of the daemon.") +
         fmt::format("rouse_build_info{{version={}}} 1\n", label(daemon.version)) +
         head("rouse_started_time_seconds", "gauge", "When the daemon was started.", "seconds") +
         fmt::format("rouse_started_time_seconds {}\n", daemon.since) +
         head("rouse_steward_deaths", "counter", "Stewards that died and were followed by another.") +
         fmt::format("rouse_steward_deaths_total {}\n", daemon.deaths) +
         head("rouse_reload_success", "gauge", "Whether the last reload was taken over; 1 without one.") +
         fmt::format("rouse_reload_success {}\n", daemon.reload_trouble.empty() ? 1 : 0);
}

}  // namespace

std::string open_metrics(const DaemonState& state) {
  const Services& services = state.services;
  return of_daemon(state.daemon) + states_of(services) +
         head("rouse_sessions", "gauge", "Servers that run for callers.") +
         each(services, "rouse_sessions", [](const auto& service) { return service.sessions; }) +
         limits(services) + head("rouse_served", "counter", "Callers who got a server or an answer.") +
         each(services, "rouse_served_total", [](const auto& service) { return service.counts.served; }) +
         refusals(services) + head("rouse_failed_starts", "counter", "Servers that could not be executed.") +
         each(services, "rouse_failed_starts_total",
              [](const auto& service) { return service.counts.failed_starts; }) +
         start_times(services) +
         head("rouse_memory_bytes", "gauge", "Resident memory of the processes of a service.", "bytes") +
         each(services, "rouse_memory_bytes",
              [](const auto& service) { return service.counts.memory_bytes; }) +
         of_parks(state) + "# EOF\n";
}

}  // namespace rouse::tools
