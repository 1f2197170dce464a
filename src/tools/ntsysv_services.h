// NtsysvServices: what ntsysv lists, and the switching of what a person has changed there. One kind of box
// for both kinds of service: init scripts by their links, xinetd's by their files.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "control/reply.h"
#include "screen/checklist.h"
#include "sysv/levels.h"
#include "sysv/script_header.h"
#include "sysv/tree.h"
#include "tools/chkconfig_options.h"
#include "tools/chkconfig_run.h"

namespace rouse::tools {

struct ListedService {
  std::string name;
  ServiceKind kind = ServiceKind::sysv;
  bool on = false;    // a script: in any of the levels
  bool live = false;  // it runs; one of xinetd's: it answers
  std::vector<sysv::Description> descriptions;
};

/// What the daemon says of the services that it serves; nothing where it has no control socket.
using ServedServices = std::optional<std::vector<control::ServiceStatus>>;

/// Asks the daemon of this machine.
ServedServices served_services();
/// Scripts that have a link, but not those that `hide` leaves out; where there is a super-server, its
/// services, too. Sorted by their names' bytes. An error when the scripts or their links cannot be read.
/// Without the daemon's word a service of xinetd's counts as served when its file has it on and a
/// super-server runs.
Result<std::vector<ListedService>> listed_services(const sysv::Tree& tree, sysv::Levels levels, bool hide,
                                                   const ServedServices& served);
/// They as the screen shows them, in the caller's language.
screen::Checklist checklist(std::span<const ListedService> services);
/// What F1 says of the service: its description in `language`, else its name.
std::string explanation(const ListedService& service, std::string_view language);
/// Switches these services as chkconfig does, each in the levels, and lets xinetd know once of all that
/// concerns it. What is as it was is not touched.
Outcome switch_services(std::span<const ListedService> services, std::span<const screen::Switched> switched,
                        sysv::Levels levels);

}  // namespace rouse::tools
