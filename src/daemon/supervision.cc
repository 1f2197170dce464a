#include "daemon/supervision.h"

#include <fmt/format.h>

#include <utility>

#include "listen/opening.h"
#include "process/fingerprint.h"
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

/// The steward that is dead may have been between a record and the keeper. What is not there is forgotten:
/// its number is given to something else next.
ResidentVault::ResidentVault(process::Custody& custody, listen::Inheritance& inheritance,
                             const supervise::Roster& roster)
    : custody_(custody) {
  for (supervise::ResidentRecord* record : roster.all()) {
    for (process::DepositNumber* number :
         {&record->output_to_read, &record->output_to_write, &record->notices, &record->socket}) {
      Fd found = *number == 0 ? Fd() : inheritance.take(*number);
      if (found)
        left_[*number] = std::move(found);
      else
        *number = 0;
    }
  }
}

process::DepositNumber ResidentVault::keep(int fd) {
  process::DepositNumber number = custody_.keep(fd);
  held_[number] = fd;
  return number;
}

void ResidentVault::drop(process::DepositNumber number) {
  left_.erase(number);
  held_.erase(number);
  custody_.drop(number);
}

Fd ResidentVault::recover(process::DepositNumber number) {
  auto found = left_.find(number);
  if (found == left_.end()) return {};
  Fd out = std::move(found->second);
  left_.erase(found);
  held_[number] = out.raw();
  return out;
}

std::vector<std::pair<process::DepositNumber, int>> ResidentVault::items() const {
  std::vector<std::pair<process::DepositNumber, int>> out(held_.begin(), held_.end());
  for (const auto& [number, fd] : left_) out.emplace_back(number, fd.raw());
  return out;
}

Supervision::Supervision(SupervisionMeans means, const Invocation& invocation,
                         std::function<void(int)> critical_has_ended, std::function<void()> last_has_gone)
    : means_(means),
      environment_(invocation.environment),
      limits_{invocation.descriptors.soft, invocation.descriptors.hard},
      vault_(*means_.engine.custody, *means_.engine.inheritance, means_.roster),
      processes_(means_.book, means_.endings, means_.spawner),
      residents_(
          {means_.loop, means_.log, means_.roster, vault_},
          [this](config::ServicePtr config, const supervise::Surroundings& around) {
            return make_body(std::move(config), around);
          },
          std::move(critical_has_ended), std::move(last_has_gone)) {
  remember_strangers();
}

/// Processes of residents of which there is no record: it was of a version that kept others. They are ended,
/// and started anew if they are wanted.
void Supervision::remember_strangers() {
  for (process::SlotNumber number : means_.book.occupied()) {
    process::Slot& slot = means_.book.slot(number);
    if (slot.owner != process::Owner::resident || means_.roster.find(slot.service.data()) != nullptr)
      continue;
    supervise::ResidentRecord* record = means_.roster.record_of(slot.service.data());
    if (record != nullptr) record->state = supervise::State::running;
  }
}

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

std::unique_ptr<supervise::Body> Supervision::make_body(config::ServicePtr config,
                                                        const supervise::Surroundings& around) {
  auto groups = process::groups_of(process::groups_account(*config));
  process::Recipe recipe = process::make_recipe(*config, environment_, limits_, std::move(groups));
  if (config->supervision.is_script) {
    std::uint64_t fingerprint = process::fingerprint_of(recipe).add(config->supervision.pid_file).value();
    auto ready = [config, recipe](const std::string& word) { return script_recipe(*config, recipe, word); };
    return std::make_unique<supervise::ScriptBody>(means_.loop, processes_, config, ready, fingerprint,
                                                   around);
  }
  auto open_socket = [this](const config::ServiceConfig& service) {
    return listen::open_door(service, means_.engine.policy.default_family);
  };
  return std::make_unique<supervise::ServerBody>(
      supervise::ServerBody::Means{means_.loop, processes_, vault_, open_socket}, std::move(config),
      std::make_shared<process::Recipe>(std::move(recipe)), around);
}

}  // namespace rouse::daemon
