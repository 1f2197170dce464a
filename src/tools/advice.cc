#include "tools/advice.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/figures.h"

namespace rouse::tools {

namespace {

using control::ServiceStatus;

constexpr std::string_view cold_prefix = "cold: ", at_main = "main", at_io = "io";

std::optional<Saving> saving_of(const ServiceStatus& service) {
  if (service.advice && service.advice->trial && service.advice->trial->obstacle.empty()) {
    const control::Spans& parkings = service.advice->trial->parkings;
    return Saving{parkings.least_us, Saving::Source::trial, parkings.times};
  }
  if (service.park && service.park->parkings.times > 0) {
    std::uint64_t start_us = service.park->parkings.least_us;
    std::uint64_t fork_us = std::min(service.park->forks.least_us, start_us);
    return Saving{start_us - fork_us, Saving::Source::starts, service.park->parkings.times};
  }
  const control::Spans& sessions = service.counts.own_sessions;
  if (sessions.times == 0) return std::nullopt;
  return Saving{sessions.least_us, Saving::Source::sessions, sessions.times};
}

std::uint64_t memory_of(const ServiceStatus& service) {
  if (service.advice && service.advice->trial && service.advice->trial->obstacle.empty())
    return service.advice->trial->memory_bytes;
  return service.park ? service.park->memory_bytes : 0;
}

/// Why it cannot be warm; nothing: as far as is known, it can. A trial knows better than what became of the
/// processes before it, which may have been parked elsewhere.
std::optional<Sentence> obstacle_of(const ServiceStatus& service) {
  constexpr std::string_view cannot = translatable("it cannot be warm: {}");
  if (service.advice && !service.advice->obstacle.empty())
    return Sentence{cannot, {service.advice->obstacle}};
  if (service.advice && !service.advice->caveat.empty())
    return Sentence{translatable("warm would be of little use: {}"), {service.advice->caveat}};
  if (service.advice && service.advice->trial) {
    const control::TrialStatus& trial = *service.advice->trial;
    bool is_parked_elsewhere = service.park && service.park->parkings.times > 0 &&
                               service.park->state != control::park_state::cold &&
                               service.advice->point != trial.point;
    if (trial.obstacle.empty() || is_parked_elsewhere) return std::nullopt;
    return Sentence{translatable("on trial it was not parked at {}: {}"), {trial.point, trial.obstacle}};
  }
  if (!service.park || service.park->state != control::park_state::cold) return std::nullopt;
  bool is_prefixed = service.detail.starts_with(cold_prefix);
  return Sentence{cannot, {is_prefixed ? service.detail.substr(cold_prefix.size()) : service.detail}};
}

std::uint64_t asked_of(std::uint64_t memory_bytes) {
  std::uint64_t pieces = (memory_bytes + warm_piece_bytes - 1) / warm_piece_bytes;
  return warm_saves_an_hour_us * std::max<std::uint64_t>(pieces, 1);
}

std::string point_of(const ServiceStatus& service, const std::optional<Saving>& saving) {
  if (!service.advice || !saving || saving->is_bound()) return {};
  return saving->source == Saving::Source::trial ? service.advice->trial->point : service.advice->point;
}

/// What was measured is `main`, and the sessions leave room for more: an interpreter, say, has only begun
/// there. Those that were forked at main lack only what comes before it.
bool may_save_more_at_io(const ServiceStatus& service, const Advice& advice) {
  if (advice.point != at_main) return false;
  if (service.advice->point == at_io) return true;
  const control::ServiceCounts& counts = service.counts;
  const control::Spans& sessions =
      counts.forked_sessions.times > 0 ? counts.forked_sessions : counts.own_sessions;
  double bound_us = advice.callers_an_hour * static_cast<double>(sessions.least_us);
  return sessions.times > 0 && bound_us >= static_cast<double>(warm_saves_an_hour_us);
}

/// By what a parked process saves, and what it holds.
void weigh(const ServiceStatus& service, Advice& advice) {
  advice.recommended = recommendation::measure;
  if (!advice.saving) {
    advice.why = {translatable("how long its start takes is not known yet: a trial tells")};
    return;
  }
  std::string saved = lapse(advice.saved_an_hour_us());
  bool pays = advice.saved_an_hour_us() >= asked_of(advice.memory_bytes);
  if (!pays && may_save_more_at_io(service, advice)) {
    advice.why = {translatable("parked at main, it saves its callers only {} an hour, all together; at io it "
                               "may be more"),
                  {saved}};
  } else if (!pays) {
    advice.recommended = recommendation::on_demand;
    advice.why =
        advice.saving->is_bound()
            ? Sentence{translatable("warm would save its callers at most {} an hour, all together"), {saved}}
            : Sentence{translatable("warm saves its callers only {} an hour, all together, and holds {}"),
                       {saved, size(advice.memory_bytes)}};
  } else if (advice.saving->is_bound()) {
    advice.why = {translatable("warm might save its callers up to {} an hour, all together: a trial tells"),
                  {saved}};
  } else {
    advice.recommended = recommendation::warm;
    advice.why = {translatable("it saves its callers {} an hour, all together, and holds {}"),
                  {saved, size(advice.memory_bytes)}};
  }
}

void decide(const ServiceStatus& service, Advice& advice) {
  bool is_enough = advice.watched_s >= advice_enough_s ||
                   (advice.watched_s >= advice_watched_least_s && advice.callers >= advice_callers_least);
  if (std::optional<Sentence> obstacle = obstacle_of(service)) {
    advice.recommended = recommendation::on_demand;
    advice.why = std::move(*obstacle);
  } else if (!is_enough) {
    advice.recommended = recommendation::wait;
    advice.why = {translatable("too few callers yet: {} in {}"),
                  {fmt::format("{}", advice.callers), span(advice.watched_s)}};
  } else if (advice.callers_an_hour < warm_callers_an_hour_least) {
    advice.recommended = recommendation::on_demand;
    advice.why = {translatable("nearly nobody calls: {} callers in {}"),
                  {fmt::format("{}", advice.callers), span(advice.watched_s)}};
  } else {
    weigh(service, advice);
  }
}

/// What has to be typed, or written, to follow it.
void add_way(const ServiceStatus& service, Advice& advice) {
  if (advice.recommended == recommendation::measure)
    advice.command =
        fmt::format("rouse advise {} --measure {}", service.name, advice.point == at_main ? at_io : at_main);
  bool is_warm = advice.recommended == recommendation::warm;
  if (!is_warm && advice.recommended != recommendation::on_demand) return;
  if (advice.recommended != service.mode) {
    advice.command = fmt::format("rouse mode {} {}", service.name, advice.recommended);
    advice.lines = {fmt::format("mode = {}", advice.recommended)};
  }
  bool is_at_io = service.advice && service.advice->point == at_io;
  if (is_warm && !advice.point.empty() && (advice.point == at_io) != is_at_io)
    advice.lines.push_back(fmt::format("park = {}", advice.point));
}

}  // namespace

Advice advice_about(const ServiceStatus& service, std::uint64_t now) {
  Advice out{.callers = service.counts.served};
  if (service.mode == control::mode::standalone) {
    out.why = {translatable("it always runs: nobody waits for a start")};
    return out;
  }
  if (service.counts.since == 0) {
    out.why = service.detail.empty() ? Sentence{translatable("it is not served"), {}}
                                     : Sentence{translatable("it is not served: {}"), {service.detail}};
    return out;
  }
  out.watched_s = now - std::min(now, service.counts.since);
  out.callers_an_hour = static_cast<double>(out.callers) * 3600 /
                        static_cast<double>(std::max<std::uint64_t>(out.watched_s, 1));
  out.saving = saving_of(service);
  out.point = point_of(service, out.saving);
  out.memory_bytes = memory_of(service);
  decide(service, out);
  add_way(service, out);
  return out;
}

}  // namespace rouse::tools
