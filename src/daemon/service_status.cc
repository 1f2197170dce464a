#include "daemon/service_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "config/keywords.h"
#include "listen/opening.h"

namespace rouse::daemon {

namespace {

namespace state = control::state;
using listen::DoorState;

std::string_view word_of(DoorState door) {
  switch (door) {
    case DoorState::active:
    case DoorState::suspended:  // whoever calls now, the server that runs takes
    case DoorState::lent:
    case DoorState::doorless:
      return state::open;
    case DoorState::barred:
      return state::closed;
    case DoorState::paused:
      return state::paused;
    case DoorState::retrying:
      return state::waiting;
    case DoorState::closed:
      return state::failed;
  }
  return state::failed;
}

std::string detail_of(const listen::Service& service) {
  switch (service.state) {
    case DoorState::barred:
      return std::string(translatable("closed by order, until it is opened or the daemon is restarted"));
    case DoorState::paused:
      return fmt::format("more calls than cps allows; it rests for {} s", service.config->cps.wait_s);
    case DoorState::retrying:
    case DoorState::closed:
      return service.trouble_code == 0 ? "" : std::strerror(service.trouble_code);
    default:
      return {};
  }
}

std::string place_of(const listen::Service& service, config::DefaultFamily default_family) {
  if (!service.config->is_muxed()) return listen::place_of(*service.config, default_family);
  return "tcpmux";  // its callers name it there
}

control::Spans spans_of(const process::Spans& spans) { return {spans.times, spans.sum_us, spans.least_us}; }

control::ServiceCounts counts_of(const listen::Tally& tally) {
  control::ServiceCounts out{.served = tally.served,
                             .failed_starts = tally.failed_starts,
                             .failed_at = static_cast<std::uint64_t>(tally.failed_at),
                             .called_at = static_cast<std::uint64_t>(tally.called_at),
                             .starts_us = tally.starts_us,
                             .since = static_cast<std::uint64_t>(tally.since),
                             .own_sessions = spans_of(tally.own_sessions),
                             .forked_sessions = spans_of(tally.forked_sessions)};
  if (tally.called_at != 0) out.caller = tally.caller.address.text();
  for (std::size_t i = 0; i < tally.refused.size(); ++i) {
    if (tally.refused[i] != 0)
      out.refused.push_back({std::string(access::reason_words[i]), tally.refused[i]});
  }
  if (tally.unidentified != 0) out.refused.push_back({"not identified", tally.unidentified});
  if (std::ranges::all_of(tally.starts, [](std::uint64_t times) { return times == 0; })) return out;
  for (std::size_t i = 0; i < tally.starts.size(); ++i) {
    bool is_last = i == listen::start_steps_us.size();
    out.starts.push_back({is_last ? "" : fmt::format("{}", listen::start_steps_us[i]), tally.starts[i]});
  }
  return out;
}

std::string_view word_of(warm::ParkState state) {
  switch (state) {
    case warm::ParkState::empty:
      return control::park_state::empty;
    case warm::ParkState::coming:
      return control::park_state::coming;
    case warm::ParkState::open:
      return control::park_state::parked;
    case warm::ParkState::cold:
      return control::park_state::cold;
  }
  return control::park_state::cold;
}

std::string word_of(config::Mode mode) { return std::string(config::name_of(config::mode_keywords, mode)); }

}  // namespace

control::ServiceStatus status_of(const listen::Service& service, config::DefaultFamily default_family) {
  return {.name = service.id(),
          .mode = word_of(service.config->mode),
          .state = std::string(word_of(service.state)),
          .place = place_of(service, default_family),
          .sessions = service.running,
          .limit = service.config->instances,
          .detail = detail_of(service),
          .counts = counts_of(service.record->tally)};
}

void add_park(control::ServiceStatus& status, const warm::ParkReport& park, const listen::Tally& tally) {
  status.pid = static_cast<std::uint64_t>(park.pid);
  status.park = control::ParkStatus{.state = std::string(word_of(park.state)),
                                    .started = tally.parks.started,
                                    .failed = tally.parks.failed,
                                    .served_cold = tally.served_cold,
                                    .parkings = spans_of(tally.parks.parkings),
                                    .forks = spans_of(tally.forks)};
  if (!status.detail.empty()) return;
  if (!park.obstacle.empty())
    status.detail = fmt::format("cold: {}", park.obstacle);
  else if (park.state != warm::ParkState::open && !park.trouble.empty())
    status.detail = fmt::format("not parked: {}; its next caller is served cold", park.trouble);
  else if (park.state != warm::ParkState::open)
    status.detail = translatable("not parked; its next caller is served cold");
}

control::ServiceStatus status_of(const supervise::ResidentReport& resident) {
  bool runs = resident.state == supervise::word_of(supervise::State::running);
  return {.name = resident.id,
          .mode = std::string(control::mode::standalone),
          .state = std::string(resident.state),
          .detail = runs ? resident.status : resident.last_end,
          .pid = static_cast<std::uint64_t>(resident.pid)};
}

control::ServiceStatus status_of(const config::ServiceConfig& service, std::string why) {
  return {.name = service.id,
          .mode = word_of(service.mode),
          .state = std::string(state::failed),
          .detail = fmt::format("{} ({}:{})", why, service.file, service.line)};
}

control::ServiceStatus status_of(const config::Dropped& dropped) {
  return {.name = dropped.id,
          .mode = word_of(dropped.mode),
          .state = std::string(dropped.by_choice ? state::disabled : state::failed),
          .detail = fmt::format("{} ({}:{})", dropped.reason, dropped.file, dropped.line)};
}

}  // namespace rouse::daemon
