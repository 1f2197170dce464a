#include "daemon/supervision.h"

#include <fmt/format.h>

#include <utility>

#include "listen/opening.h"
#include "process/server_groups.h"
#include "supervise/script_body.h"
#include "supervise/server_body.h"
#include "sysv/preparation.h"

namespace rouse::daemon {

namespace {

/// As `service` runs the script, and as whoever the entry says. With `passenv`, the entry says of the
/// daemon's variables which the script gets, as for a server; without it none.
Result<std::shared_ptr<const process::Recipe>> script_recipe(const config::ServiceConfig& config,
                                                             process::Recipe recipe,
                                                             const std::string& word) {
  auto command = sysv::ready_script(sysv::Tree(), config.server, {word}, "dumb");
  if (!command) return std::unexpected(command.error());
  recipe.path = command->argv.front();
  recipe.argv = std::move(command->argv);
  if (!config.passenv)
    recipe.env = process::environment_of(config, process::BaseEnvironment(command->environment));
  recipe.umask = config.umask.value_or(022);
  return std::make_shared<const process::Recipe>(std::move(recipe));
}

}  // namespace

Supervision::Supervision(SupervisionMeans means, const Invocation& invocation,
                         std::function<void(int)> critical_has_ended, std::function<void()> last_has_gone)
    : means_(means),
      environment_(invocation.environment),
      limits_{invocation.descriptors.soft, invocation.descriptors.hard},
      processes_(means_.book, means_.endings, means_.spawner),
      residents_(
          means_.loop, means_.log,
          [this](config::ServicePtr config, supervise::Output& output, supervise::Body::Watcher& watcher) {
            return make_body(std::move(config), output, watcher);
          },
          std::move(critical_has_ended), std::move(last_has_gone)) {}

void Supervision::apply(const config::Configuration& configuration, listen::Change& change) {
  supervise::Residents::Change residents = residents_.apply(configuration);
  change.added += residents.added;
  change.kept += residents.kept;
  change.dropped += residents.dropped;
}

std::string Supervision::addition() const {
  std::size_t count = residents_.size();
  if (count == 0) return {};
  return fmt::format(", {} resident{}", count, count == 1 ? "" : "s");
}

std::unique_ptr<supervise::Body> Supervision::make_body(config::ServicePtr config, supervise::Output& output,
                                                        supervise::Body::Watcher& watcher) {
  auto groups = process::groups_of(process::groups_account(*config));
  process::Recipe recipe = process::make_recipe(*config, environment_, limits_, std::move(groups));
  if (config->supervision.is_script) {
    auto ready = [config, recipe](const std::string& word) { return script_recipe(*config, recipe, word); };
    return std::make_unique<supervise::ScriptBody>(means_.loop, processes_, config, ready, output, watcher);
  }
  auto open_socket = [this](const config::ServiceConfig& service) {
    return listen::open_door(service, means_.policy.default_family);
  };
  return std::make_unique<supervise::ServerBody>(
      supervise::ServerBody::Means{means_.loop, processes_, open_socket}, std::move(config),
      std::make_shared<process::Recipe>(std::move(recipe)), output, watcher);
}

}  // namespace rouse::daemon
