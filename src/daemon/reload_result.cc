#include "daemon/reload_result.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

namespace rouse::daemon {

namespace {

using config::ServiceConfig;

/// Several entries may have one name.
using ByName = std::map<std::string, std::vector<ServiceConfig>>;

ByName by_name(const config::Configuration& configuration) {
  ByName out;
  for (const config::ServicePtr& service : configuration.services) {
    ServiceConfig& entry = out[service->id].emplace_back(*service);
    entry.file.clear();
    entry.line = 0;
  }
  return out;
}

std::string problem_text(const config::Message& message) {
  std::string place = message.file;
  if (message.line > 0) place += fmt::format(":{}", message.line);
  std::string out = place.empty() ? message.text : fmt::format("{}: {}", place, message.text);
  if (!message.suggestion.empty()) out += fmt::format("; did you mean {}?", message.suggestion);
  return out;
}

}  // namespace

control::ReloadResult reload_result(const config::Configuration& before, const config::Configuration& now) {
  ByName old_entries = by_name(before), new_entries = by_name(now);
  control::ReloadResult out;
  for (const config::Message& message : now.messages) {
    if (message.severity >= config::Severity::error) out.problems.push_back(problem_text(message));
  }
  if (now.fatal) return out;  // nothing of it is put into service
  for (const auto& [name, entries] : new_entries) {
    auto old = old_entries.find(name);
    if (old == old_entries.end())
      out.added.push_back(name);
    else if (old->second != entries)
      out.changed.push_back(name);
  }
  for (const auto& [name, entries] : old_entries) {
    if (!new_entries.contains(name)) out.dropped.push_back(name);
  }
  return out;
}

}  // namespace rouse::daemon
