#include "tools/chkconfig_commands.h"

#include <optional>
#include <utility>

#include "tools/chkconfig_change.h"
#include "tools/chkconfig_list.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

/// Is the service on in the level? Only the status tells. One of xinetd is on where xinetd is.
void query(ChkconfigRun& run) {
  run.outcome.status = 1;
  FoundService found = run.find();
  const auto* file = std::get_if<sysv::XinetdFile>(&found);
  if (file == nullptr && !std::holds_alternative<sysv::Script>(found)) return;
  std::optional<sysv::Levels> levels = run.options.levels ? run.options.levels : current_levels();
  if (!levels && file != nullptr) return run.fail(translated("cannot determine current run level"));
  Result<sysv::LinkTable> links = read_links(run.tree);
  if (!levels || !links) return;
  bool starts = levels->within(links->on(file == nullptr ? run.options.name : "xinetd"));
  if (starts && (file == nullptr || file->on)) run.outcome.status = 0;
}

}  // namespace

Outcome run_chkconfig(const ChkconfigOptions& options, bool explains) {
  ChkconfigRun run{options, explains};
  if (run.leads_out()) return std::move(run.outcome);
  switch (options.action) {
    case ChkconfigAction::list:
      list(run);
      break;
    case ChkconfigAction::query:
      query(run);
      break;
    default:
      change(run);
      tell_super_server(run);
  }
  return std::move(run.outcome);
}

}  // namespace rouse::tools
