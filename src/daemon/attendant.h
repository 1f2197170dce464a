// Attendant: the role that talks with callers in rouse's own name, and the only one that reads what they send
// (attend/life.h). It runs as an account of its own in a fresh image of this program, with an empty root,
// without capabilities, and with a filter that ends it at any system call its work does not need. Where the
// daemon itself is not root, it keeps the daemon's account, and the rest.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "attend/attendant_client.h"

namespace rouse::daemon {

/// argv[0] and process name of the attendant: how main() knows that it is one. Also the name of its account.
inline constexpr std::string_view attendant_name = "rouse-attendant";

/// Why no attendant can run here; nothing: one can.
std::optional<std::string> attendant_obstacle();
/// Starts an attendant process. It ends when our end of the pair is closed.
Result<attend::Started> start_attendant();
/// An attendant's whole life, on descriptor 3; its exit status.
int run_attendant();

}  // namespace rouse::daemon
