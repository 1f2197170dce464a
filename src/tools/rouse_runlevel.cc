#include "tools/rouse_runlevel.h"

#include <fmt/format.h>

#include "base/text.h"

namespace rouse::tools {

Exit rouse_runlevel(const RouseRequest& request) {
  bool asks = request.operands.empty();
  control::Order order = asks ? control::Order{control::OrderKind::runlevel, {}}
                              : control::Order{control::OrderKind::enter, request.operands.front()};
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, order, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  fmt::print("{}\n", escaped(reply->text));
  if (!asks) tell_change(*reply);
  return Exit::done;
}

}  // namespace rouse::tools
