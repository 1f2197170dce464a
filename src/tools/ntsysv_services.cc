#include "tools/ntsysv_services.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "control/client.h"
#include "control/path.h"
#include "sysv/inventory.h"
#include "sysv/live_state.h"
#include "sysv/super_server.h"
#include "sysv/xinetd_files.h"
#include "tools/chkconfig_change.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

constexpr int daemon_patience_ms = 2000;

/// A door of one of the file's services is open.
bool has_open_door(const sysv::XinetdFile& file, std::span<const control::ServiceStatus> served) {
  return std::ranges::any_of(served, [&](const control::ServiceStatus& service) {
    return service.state == control::state::open &&
           std::ranges::find(file.ids, service.name) != file.ids.end();
  });
}

std::vector<ListedService> listed_files(const sysv::Tree& tree, const ServedServices& served) {
  std::vector<ListedService> out;
  if (!has_super_server(tree)) return out;
  bool answers = super_server_runs(tree);
  for (sysv::XinetdFile& file : read_xinetd_files(tree).value_or(std::vector<sysv::XinetdFile>{})) {
    bool live = served ? has_open_door(file, *served) : file.on && answers;
    out.push_back({file.name, ServiceKind::xinetd, file.on, live, std::move(file.descriptions)});
  }
  return out;
}

std::string live_state(const ListedService& service) {
  if (service.kind == ServiceKind::sysv) return service.live ? translated("running") : translated("stopped");
  return service.live ? translated("open") : translated("closed");
}

/// What one change has said already, the next need not say again.
void add_lines(std::string& to, const std::string& lines) {
  if (!to.contains(lines)) to += lines;
}

ChkconfigOptions options_for(const ListedService& service, bool on, sysv::Levels levels) {
  ChkconfigOptions out;
  out.action = on ? ChkconfigAction::on : ChkconfigAction::off;
  out.name = service.name;
  out.kind = service.kind;
  out.levels = levels;
  return out;
}

}  // namespace

ServedServices served_services() {
  std::expected<control::Reply, control::Failure> reply =
      control::ask(control::tool_path(), {control::OrderKind::list, {}}, daemon_patience_ms);
  if (!reply || reply->outcome != control::Outcome::done) return std::nullopt;
  return std::move(reply->services);
}

Result<std::vector<ListedService>> listed_services(const sysv::Tree& tree, sysv::Levels levels, bool hide,
                                                   const ServedServices& served) {
  Result<sysv::Inventory> inventory = read_inventory(tree);
  if (!inventory) return std::unexpected(inventory.error());
  std::vector<ListedService> out;
  for (sysv::Script& script : inventory->scripts) {
    const sysv::LinkTable& links = inventory->links;
    if (links.of(script.name).empty() || (hide && script.header.hidden)) continue;
    bool on = !(links.on(script.name) & levels).empty();
    bool live = seems_to_run(tree, script);
    out.push_back({script.name, ServiceKind::sysv, on, live, std::move(script.header.descriptions)});
  }
  std::ranges::move(listed_files(tree, served), std::back_inserter(out));
  std::ranges::sort(out, {},
                    [](const ListedService& service) { return std::tie(service.name, service.kind); });
  return out;
}

screen::Checklist checklist(std::span<const ListedService> services) {
  std::vector<screen::CheckRow> rows;
  for (const ListedService& service : services)
    rows.push_back({service.name, live_state(service), service.on});
  return screen::Checklist(std::move(rows));
}

std::string explanation(const ListedService& service, std::string_view language) {
  return std::string(sysv::description(service.descriptions, language).value_or(service.name));
}

Outcome switch_services(std::span<const ListedService> services, std::span<const screen::Switched> switched,
                        sysv::Levels levels) {
  Outcome out;
  ChkconfigOptions none;
  ChkconfigRun all{none, true};
  for (const screen::Switched& change_of : switched) {
    ChkconfigOptions options = options_for(services[change_of.row], change_of.on, levels);
    ChkconfigRun run{options, true};
    change(run);
    add_lines(out.errors, run.outcome.errors);
    out.status = std::max(out.status, run.outcome.status);
    std::ranges::move(run.changed_files, std::back_inserter(all.changed_files));
  }
  tell_super_server(all);
  add_lines(out.errors, all.outcome.errors);
  return out;
}

}  // namespace rouse::tools
