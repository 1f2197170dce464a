// ServedService: `service NAME COMMAND` where NAME is no script but a service of roused's. A resident is
// started and stopped. What is served on demand has nothing to start: its door is opened or closed until the
// next restart of the daemon, and its status is that of the door.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "control/order.h"
#include "control/reply.h"

namespace rouse::tools {

struct ServedRequest {
  std::string name;
  std::vector<std::string> words;
  bool json = false;
  bool configured = false;  // xinetd has a file of that name
  std::string control_path;
};

/// The orders that `words` stand for, to be given in turn; nothing: no command that we know.
std::optional<std::vector<control::OrderKind>> orders_of(const std::vector<std::string>& words,
                                                         bool resident);
/// As a script's `status` would end (reference/sysv.md 1.5), for the one of them that is best off.
int status_of(std::span<const control::ServiceStatus> services);
/// "telnet is on demand: open, [::]:23/tcp, sessions: 2"
std::string status_line(const control::ServiceStatus& service);

/// Does what was asked for and tells it; the exit status, as LSB has it for scripts. Nothing: the daemon
/// knows no such service, and no file is called so.
std::optional<int> serve_by_daemon(const ServedRequest& request);

}  // namespace rouse::tools
