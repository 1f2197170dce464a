#include "tools/rouse_changes.h"

#include <fmt/format.h>

#include "base/text.h"
#include "tools/daemon_words.h"
#include "tools/standard_output.h"

namespace rouse::tools {

namespace {

Exit order(const RouseRequest& request, control::OrderKind kind) {
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, {kind, request.operand()}, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  for (const control::ServiceStatus& service : reply->services)
    print(fmt::format("{}: {}\n", escaped(service.name), state_in_words(service.state)));
  if (!reply->text.empty()) print(text_in_words(*reply, request.operand()) + "\n");
  tell_change(*reply);
  return Exit::done;
}

}  // namespace

Exit rouse_open(const RouseRequest& request) { return order(request, control::OrderKind::open); }
Exit rouse_close(const RouseRequest& request) { return order(request, control::OrderKind::close); }
Exit rouse_start(const RouseRequest& request) { return order(request, control::OrderKind::start); }
Exit rouse_stop(const RouseRequest& request) { return order(request, control::OrderKind::stop); }
Exit rouse_restart(const RouseRequest& request) { return order(request, control::OrderKind::restart); }

}  // namespace rouse::tools
