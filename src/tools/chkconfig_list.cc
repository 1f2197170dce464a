#include "tools/chkconfig_list.h"

#include <cstring>
#include <vector>

#include "sysv/listing.h"
#include "tools/chkconfig_json.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

using sysv::Script;
using sysv::XinetdFile;

sysv::ListWords words() {
  return {translation_of("on"), translation_of("off"), translation_of("xinetd based services:")};
}

void list_script(ChkconfigRun& run, const Script& script) {
  Result<sysv::LinkTable> links = read_links(run.tree);
  if (!links) return run.cannot_open(links.error());
  if (run.options.json)
    run.outcome.output = json_array({{script_json(script, *links)}});
  else if (links->of(script.name).empty())
    run.fail(translated(
        "service {} supports chkconfig, but is not referenced in any runlevel (run 'chkconfig --add {}')",
        script.name, script.name));
  else
    run.outcome.output = script_line(script.name, links->on(script.name), words());
}

void list_one(ChkconfigRun& run) {
  FoundService found = run.find();
  if (const auto* problem = std::get_if<sysv::HeaderProblem>(&found); problem != nullptr && run.options.json)
    run.outcome.output = json_array({{unmanaged_json({run.options.name, *problem}, run.tree)}});
  if (run.refused(found)) return;
  if (const auto* script = std::get_if<Script>(&found)) return list_script(run, *script);
  const XinetdFile& file = std::get<XinetdFile>(found);
  run.outcome.output = run.options.json ? json_array({{xinetd_json(file)}}) : xinetd_line(file, words());
}

/// All that there is: shown by the text or not, managed or not.
std::string json_list(const ChkconfigRun& run, const sysv::Inventory& inventory) {
  std::vector<std::string> services;
  if (run.options.kind != ServiceKind::xinetd) {
    for (const Script& script : inventory.scripts) services.push_back(script_json(script, inventory.links));
    for (const sysv::UnmanagedScript& script : inventory.unmanaged)
      services.push_back(unmanaged_json(script, run.tree));
  }
  if (run.options.kind != ServiceKind::sysv)
    for (const XinetdFile& file : read_xinetd_files(run.tree).value_or(std::vector<XinetdFile>{}))
      services.push_back(xinetd_json(file));
  return json_array(services);
}

void list_all(ChkconfigRun& run) {
  Result<sysv::Inventory> inventory = read_inventory(run.tree);
  if (!inventory) return run.cannot_open(inventory.error());
  std::string& output = run.outcome.output;
  if (run.options.json) {
    output = json_list(run, *inventory);
    return;
  }
  if (run.options.kind != ServiceKind::xinetd) output = script_list(*inventory, words());
  if (run.options.kind == ServiceKind::sysv || !shows_xinetd(*inventory)) return;
  Result<std::vector<XinetdFile>> files = read_xinetd_files(run.tree);
  // chkconfig had lost the reason and said "Success"; so do we, for those who know the text.
  if (!files)
    return run.fail(translated("failed to open directory {}: {}", run.tree.xinetd_files(), std::strerror(0)));
  output += xinetd_list(*files, words());
}

}  // namespace

void list(ChkconfigRun& run) { run.options.name.empty() ? list_all(run) : list_one(run); }

}  // namespace rouse::tools
