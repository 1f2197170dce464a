#include "tools/rouse_changes.h"

#include <fmt/format.h>

#include "base/text.h"

namespace rouse::tools {

namespace {

Exit order(const RouseRequest& request, control::OrderKind kind) {
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, {kind, request.operands.front()}, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  for (const control::ServiceStatus& service : reply->services)
    fmt::print("{}: {}\n", escaped(service.name), escaped(service.state));
  if (!reply->text.empty()) fmt::print("{}\n", escaped(reply->text));
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
