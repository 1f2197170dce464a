#include "tools/chkconfig_json.h"

#include <fmt/ranges.h>

#include "log/json.h"

namespace rouse::tools {

using log::JsonObject;

std::string script_json(const sysv::Script& script, const sysv::LinkTable& links) {
  sysv::Levels on = links.on(script.name);
  return JsonObject()
      .add("name", script.name)
      .add("kind", "sysv")
      .add("on", text(on))
      .add("off", text(links.configured(script.name) - on))
      .add("start", script.header.start)
      .add("stop", script.header.stop)
      .text();
}

std::string unmanaged_json(const sysv::UnmanagedScript& script, const sysv::Tree& tree) {
  JsonObject out;
  out.add("name", script.name).add("kind", "sysv").add("problem", text(script.problem.fault));
  out.add("file", tree.script(script.name));
  if (script.problem.line != 0) out.add("line", std::int64_t{script.problem.line});
  return out.text();
}

std::string xinetd_json(const sysv::XinetdFile& file) {
  return JsonObject()
      .add("name", file.name)
      .add("kind", "xinetd")
      .add("state", file.on ? "on" : "off")
      .text();
}

std::string plan_json(const sysv::Plan& plan) {
  std::vector<std::string> changes;
  for (const sysv::LinkChange& change : plan) {
    JsonObject out;
    out.add("level", std::string(1, sysv::level_letter(change.level)));
    if (change.make) out.add("made", file_name(*change.make));
    std::vector<std::string> removed;
    for (const sysv::Link& link : change.remove) removed.push_back(file_name(link));
    if (!removed.empty()) out.add("removed", fmt::format("{}", fmt::join(removed, " ")));
    changes.push_back(out.text());
  }
  return json_array(changes);
}

std::string edit_json(const std::string& path, const config::Edit& edit, bool on) {
  if (!edit.changed) return json_array({});
  return json_array({{JsonObject().add("file", path).add("state", on ? "on" : "off").text()}});
}

std::string json_array(std::span<const std::string> objects) {
  return fmt::format("[{}]\n", fmt::join(objects, ",\n "));
}

}  // namespace rouse::tools
