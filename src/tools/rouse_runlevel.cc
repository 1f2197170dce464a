#include "tools/rouse_runlevel.h"

#include "base/text.h"
#include "tools/standard_output.h"

namespace rouse::tools {

Exit rouse_runlevel(const RouseRequest& request) {
  bool asks = request.operands.empty();
  control::Order order = asks ? control::Order{control::OrderKind::runlevel, {}}
                              : control::Order{control::OrderKind::enter, request.operand()};
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, order, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  print(escaped(reply->text) + "\n");
  if (!asks) tell_change(*reply);
  return Exit::done;
}

}  // namespace rouse::tools
