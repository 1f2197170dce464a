#include "tools/rouse_reload.h"

#include <fmt/format.h>

#include <cstdio>
#include <string_view>

#include "base/text.h"

namespace rouse::tools {

namespace {

void tell_names(std::string_view what, const std::vector<std::string>& names) {
  if (names.empty()) return;
  fmt::print("{}:", what);
  for (const std::string& name : names) fmt::print(" {}", escaped(name));
  fmt::print("\n");
}

}  // namespace

Exit rouse_reload(const RouseRequest& request) {
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, {control::OrderKind::reload, {}}, exit);
  if (!reply) return exit;
  bool in_words = tell(request, *reply);
  if (!request.json && reply->reload) {
    for (const std::string& problem : reply->reload->problems) fmt::print(stderr, "{}\n", escaped(problem));
  }
  if (!in_words) return exit_of(*reply);
  if (reply->reload) {
    tell_names("new", reply->reload->added);
    tell_names("other", reply->reload->changed);
    tell_names("gone", reply->reload->dropped);
  }
  tell_change(*reply);
  return Exit::done;
}

}  // namespace rouse::tools
