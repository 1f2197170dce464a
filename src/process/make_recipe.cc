#include "process/make_recipe.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

namespace rouse::process {

namespace {

constexpr std::array<std::string_view, 10> private_names = {"NOTIFY_SOCKET",
                                                            "INVOCATION_ID",
                                                            "JOURNAL_STREAM",
                                                            "MAINPID",
                                                            "MANAGERPID",
                                                            "SYSTEMD_EXEC_PID",
                                                            "FDSTORE",
                                                            "CREDENTIALS_DIRECTORY",
                                                            "MEMORY_PRESSURE_WATCH",
                                                            "MEMORY_PRESSURE_WRITE"};
constexpr std::array<std::string_view, 3> private_prefixes = {"LISTEN_", "WATCHDOG_", "ROUSE_"};
/// What a server learns of its caller must not come from the daemon's own environment.
constexpr std::array<std::string_view, 4> caller_names = {"REMOTE_HOST", "REMOTE_PORT", "LOCAL_ADDR",
                                                          "LOCAL_PORT"};

template <class Names>
bool holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_inherited(std::string_view variable) {
  std::string_view name = variable_name(variable);
  bool is_private = std::any_of(private_prefixes.begin(), private_prefixes.end(),
                                [&](std::string_view prefix) { return name.starts_with(prefix); });
  return !is_private && !holds(private_names, name) && !holds(caller_names, name);
}

/// Replaces the variable of the same name, or appends: what `env` says goes over the base
/// (reference/xinetd.md 3).
void set_variable(Strings& environment, const std::string& variable) {
  auto same = [&](const std::string& other) { return variable_name(other) == variable_name(variable); };
  auto at = std::find_if(environment.begin(), environment.end(), same);
  if (at == environment.end()) {
    environment.push_back(variable);
  } else {
    *at = variable;
  }
}

bool describes_caller(const config::ServiceConfig& config) {
  return std::any_of(config.env.begin(), config.env.end(), [](const std::string& variable) {
    return holds(caller_names, variable_name(variable));
  });
}

std::optional<gid_t> gid_of(const config::ServiceConfig& config) {
  if (config.group) return config.group->id;
  if (config.user) return config.user->primary_gid;
  return std::nullopt;
}

}  // namespace

BaseEnvironment::BaseEnvironment(const Strings& environment) {
  auto kept = std::make_shared<Strings>();
  std::copy_if(environment.begin(), environment.end(), std::back_inserter(*kept), is_inherited);
  variables_ = std::move(kept);
}

std::shared_ptr<const Strings> environment_of(const config::ServiceConfig& config,
                                              const BaseEnvironment& base) {
  if (!config.passenv && config.env.empty()) return base.variables();
  auto own = std::make_shared<Strings>();
  for (const std::string& variable : *base.variables()) {
    if (!config.passenv || holds(*config.passenv, variable_name(variable))) own->push_back(variable);
  }
  for (const std::string& variable : config.env) {
    if (variable_name(variable) != "REMOTE_HOST")
      set_variable(*own, variable);  // that one is never the service's (4.3)
  }
  return own;
}

Recipe make_recipe(const config::ServiceConfig& config, const BaseEnvironment& base,
                   const DaemonLimits& limits, std::vector<gid_t> groups) {
  return Recipe{.path = config.server,
                .argv = config.argv,
                .env = environment_of(config, base),
                .describes_caller = describes_caller(config),
                .uid = config.user ? config.user->id : std::nullopt,
                .gid = gid_of(config),
                .groups = std::move(groups),
                .set_groups = config.user.has_value() || config.group.has_value(),
                .umask = config.umask,
                .nice = config.nice,
                .limits = config.limits,
                .soft_files = limits.soft_files,
                .hard_files = limits.hard_files};
}

}  // namespace rouse::process
