#include "tools/health.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace rouse::tools {

namespace {

namespace state = control::state;
using control::ServiceStatus;

constexpr std::uint64_t starts_matter_s = 300, deaths_matter_s = 3600;
constexpr std::size_t problem_shown_bytes = 200;

struct Problem {
  Verdict verdict = Verdict::ok;
  std::string text;
};

Verdict weight_of(const ServiceStatus& service) {
  const std::string& is = service.state;
  if (is == state::failed || is == state::given_up) return Verdict::critical;
  bool is_trouble = is == state::closed || is == state::paused || is == state::waiting || is == "resting" ||
                    is == "failing";
  return is_trouble ? Verdict::warning : Verdict::ok;
}

bool is_recent(std::uint64_t at, std::uint64_t now, std::uint64_t matters_s) {
  return at != 0 && (at > now || now - at < matters_s);
}

void look_at(const ServiceStatus& service, std::uint64_t now, std::vector<Problem>& out) {
  if (Verdict weight = weight_of(service); weight != Verdict::ok)
    out.push_back({weight, state_sentence(service).in_english()});
  if (is_recent(service.counts.failed_at, now, starts_matter_s))
    out.push_back({Verdict::warning, service.name + ": its server could not be executed"});
}

std::string performance_of(const DaemonState& state) {
  const std::vector<ServiceStatus>& services = state.services;
  const control::DaemonStatus& daemon = state.daemon;
  std::uint64_t sessions = 0, served = 0, refused = 0;
  for (const ServiceStatus& service : services) {
    sessions += service.sessions;
    served += service.counts.served;
    refused += refused_in_all(service.counts);
  }
  return fmt::format(
      "services={} sessions={} served={}c refused={}c steward_deaths={}c uptime={}s parked={} "
      "parked_memory={}B",
      services.size(), sessions, served, refused, daemon.deaths,
      daemon.now - std::min(daemon.since, daemon.now), state.parked.processes, state.parked.memory_bytes);
}

}  // namespace

Health health_of(const DaemonState& state) {
  const control::DaemonStatus& daemon = state.daemon;
  std::vector<Problem> found;
  for (const ServiceStatus& service : state.services) look_at(service, daemon.now, found);
  if (is_recent(daemon.last_death, daemon.now, deaths_matter_s))
    found.push_back({Verdict::warning, "a steward died; another has taken over"});
  if (!daemon.reload_trouble.empty()) found.push_back({Verdict::warning, daemon.reload_trouble});
  std::vector<Problem> sorted;  // the worst first, else as they were found
  for (Verdict verdict : {Verdict::unknown, Verdict::critical, Verdict::warning, Verdict::ok})
    std::ranges::copy_if(found, std::back_inserter(sorted),
                         [&](const Problem& each) { return each.verdict == verdict; });
  found = std::move(sorted);
  Health out{.performance = performance_of(state)};
  if (!found.empty()) out.verdict = found.front().verdict;
  for (Problem& problem : found) out.problems.push_back(std::move(problem.text));
  return out;
}

std::string plugin_line(const Health& health) {
  std::string text;
  for (const std::string& problem : health.problems)
    text += (text.empty() ? "" : "; ") + escaped(problem, problem_shown_bytes);
  if (text.empty()) text = "all services are as they should be";
  std::ranges::replace(text, '|', '/');  // what is behind it is performance data
  return fmt::format("ROUSE {} - {}{}{}\n", verdict_words[static_cast<std::size_t>(health.verdict)], text,
                     health.performance.empty() ? "" : " | ", health.performance);
}

}  // namespace rouse::tools
