#include "tools/chkconfig_change.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "config/edit.h"
#include "control/path.h"
#include "sys/replace.h"
#include "sysv/facilities.h"
#include "sysv/fleet.h"
#include "sysv/perform.h"
#include "tools/chkconfig_json.h"
#include "tools/daemon_notice.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

using sysv::Fleet;
using sysv::FleetPlan;
using sysv::Plan;
using sysv::Script;
using sysv::XinetdFile;
using Action = ChkconfigAction;

// Init scripts

FleetPlan planned(const ChkconfigRun& run, const Fleet& fleet, const sysv::Inventory& inventory,
                  const Script& script) {
  sysv::Levels usual = run.options.levels.value_or(sysv::Levels::usual());
  sysv::Levels all = run.options.levels.value_or(sysv::Levels::all());
  switch (run.options.action) {
    case Action::on:
      return fleet.switched(script, sysv::Switch::on, usual);
    case Action::off:
      return fleet.switched(script, sysv::Switch::off, usual);
    case Action::reset:
      return fleet.switched(script, sysv::Switch::reset, all);
    case Action::reset_priorities:
      return fleet.switched(script, sysv::Switch::reset_priorities, all);
    case Action::add:
      return fleet.added(script);
    case Action::remove:
      return {remove_all(inventory.links, script.name), {}, {}};
    case Action::apply_override:
      return {fleet.overridden(script), {}, {}};
    case Action::list:
    case Action::query:
      break;
  }
  return {};
}

/// install_initd adds no script whose dependencies are not there, remove_initd removes none that others need.
bool refuses(ChkconfigRun& run, const Fleet& fleet, const Script& script, FleetPlan& plan) {
  if (!run.options.strict) return false;
  std::erase(plan.unmet, "$local_fs");
  for (const std::string& name : plan.unmet)
    run.explain(translated("{} requires {}, which nobody provides in its runlevels", script.name, name));
  std::vector<std::string> dependents;
  if (run.options.action == Action::remove) dependents = fleet.dependents(script.name);
  for (const std::string& name : dependents) run.explain(translated("{} requires {}", name, script.name));
  return !plan.unmet.empty() || !dependents.empty();
}

void perform(ChkconfigRun& run, const Plan& plan) {
  run.changes = !plan.empty();
  for (const Error& error : sysv::perform(run.tree, plan)) {
    std::string_view reason = std::strerror(error.code);
    run.fail(error.call == "unlink" ? translated("failed to remove {}: {}", error.thing, reason)
                                    : translated("failed to make symlink {}: {}", error.thing, reason));
  }
  if (run.options.json && run.outcome.status == 0) run.outcome.output = plan_json(plan);
}

/// The script that was asked for, which a list of all may have left out for its name.
const Script& among(sysv::Inventory& inventory, Script script) {
  auto place = std::ranges::lower_bound(inventory.scripts, script.name, {}, &Script::name);
  if (place == inventory.scripts.end() || place->name != script.name)
    place = inventory.scripts.insert(place, std::move(script));
  return *place;
}

void change_script(ChkconfigRun& run, Script asked) {
  Result<sysv::Inventory> inventory = read_inventory(run.tree);
  if (!inventory) return run.cannot_open(inventory.error());
  const Script& script = among(*inventory, std::move(asked));
  sysv::Facilities facilities = read_facilities(run.tree);
  Fleet fleet(*inventory, facilities);
  FleetPlan plan = planned(run, fleet, *inventory, script);
  if (refuses(run, fleet, script, plan)) {
    run.outcome.status = 1;
    return;
  }
  perform(run, plan.links);
  for (const std::string& circle : plan.circles)
    run.explain(translated("scripts that require each other in a circle: {}", circle));
}

// Services of xinetd

/// Nothing: the command means nothing to a file of xinetd.
std::optional<bool> wanted_state(Action action, const XinetdFile& file) {
  switch (action) {
    case Action::on:
    case Action::reset_priorities:  // which always switched it on
      return true;
    case Action::off:
      return false;
    case Action::reset:
      return file.default_on;
    default:
      return std::nullopt;
  }
}

void change_file(ChkconfigRun& run, const XinetdFile& file) {
  std::string path = run.tree.xinetd_file(file.name);
  std::optional<bool> on = wanted_state(run.options.action, file);
  if (on && file.ids.empty()) run.explain(translated("{} has no service that could be switched", path));
  config::Edit edit = on ? config::switched(file.text, *on) : config::Edit{};
  Result<void> replaced = edit.changed ? sys::replace_content(path, edit.text) : Result<void>{};
  if (!replaced)
    return run.fail(translated("failed to write {}: {}", path, std::strerror(replaced.error().code)));
  run.changes = edit.changed;
  if (run.options.json) run.outcome.output = edit_json(path, edit, on.value_or(false));
  // The one that runs here serves no other tree.
  if (edit.changed && run.options.root.empty()) run.changed_files.push_back(path);
}

}  // namespace

void change(ChkconfigRun& run) {
  FoundService before = run.find();
  bool known = std::holds_alternative<Script>(before) || std::holds_alternative<XinetdFile>(before);
  if (!known && run.options.action == Action::apply_override) return;
  if (run.refused(before)) return;
  if (!may_change(run.tree))
    return run.fail(translated("You do not have enough privileges to perform this operation."));
  Result<Fd> lock = lock_tree(run.tree);
  if (!lock)
    return run.fail(
        translated("failed to lock {}: {}", lock.error().thing, std::strerror(lock.error().code)));
  // Read again: who held the lock may have changed it.
  FoundService now = run.find();
  if (run.refused(now)) return;
  if (auto* script = std::get_if<Script>(&now)) return change_script(run, std::move(*script));
  change_file(run, std::get<XinetdFile>(now));
}

void tell_super_server(ChkconfigRun& run) {
  if (run.changed_files.empty()) return;
  // The switch is made, whatever comes of this: the status stays.
  DaemonNotice told = tell_daemon(run.tree, run.changed_files, control::tool_path());
  for (const std::string& problem : told.problems) run.outcome.errors += problem + "\n";
}

}  // namespace rouse::tools
