#include "tools/rouse_reload.h"

#include <string>
#include <vector>

#include "base/text.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

/// Each behind a blank.
std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += " " + escaped(name);
  return out;
}

std::string changes(const control::ReloadResult& reload) {
  std::string out;
  if (!reload.added.empty()) out += translated("new:{}", listed(reload.added)) + "\n";
  if (!reload.changed.empty()) out += translated("other:{}", listed(reload.changed)) + "\n";
  if (!reload.dropped.empty()) out += translated("gone:{}", listed(reload.dropped)) + "\n";
  return out;
}

}  // namespace

Exit rouse_reload(const RouseRequest& request) {
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, {control::OrderKind::reload, {}}, exit);
  if (!reply) return exit;
  bool in_words = tell(request, *reply);
  if (!request.json && reply->reload) {
    for (const std::string& problem : reply->reload->problems) complain(escaped(problem) + "\n");
  }
  if (!in_words) return exit_of(*reply);
  if (reply->reload) print(changes(*reply->reload));
  tell_change(*reply);
  return Exit::done;
}

}  // namespace rouse::tools
