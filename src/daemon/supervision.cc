#include "daemon/supervision.h"

#include <fmt/format.h>

#include <utility>

#include "listen/opening.h"
#include "process/server_groups.h"
#include "supervise/script_body.h"
#include "supervise/server_body.h"

namespace rouse::daemon {

Supervision::Supervision(SupervisionMeans means, const Invocation& invocation,
                         std::function<void(int)> critical_has_ended)
    : means_(means),
      environment_(invocation.environment),
      limits_{invocation.descriptors.soft, invocation.descriptors.hard},
      processes_(means_.book, means_.endings, means_.spawner),
      residents_(
          means_.loop, means_.log,
          [this](config::ServicePtr config, supervise::Output& output, supervise::Body::Watcher& watcher) {
            return make_body(std::move(config), output, watcher);
          },
          std::move(critical_has_ended)) {}

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
  auto recipe = std::make_shared<process::Recipe>(
      process::make_recipe(*config, environment_, limits_, std::move(groups)));
  if (config->supervision.is_script) {
    auto stop = std::make_shared<process::Recipe>(*recipe);
    stop->argv.back() = "stop";
    return std::make_unique<supervise::ScriptBody>(means_.loop, processes_, std::move(config),
                                                   supervise::ScriptBody::Recipes{recipe, stop}, output,
                                                   watcher);
  }
  auto open_socket = [this](const config::ServiceConfig& service) {
    return listen::open_door(service, means_.policy.default_family);
  };
  return std::make_unique<supervise::ServerBody>(
      supervise::ServerBody::Means{means_.loop, processes_, open_socket}, std::move(config),
      std::move(recipe), output, watcher);
}

}  // namespace rouse::daemon
