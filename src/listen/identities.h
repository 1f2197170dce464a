// Identities: who a caller is on his own machine, as the ident server there says (RFC 1413). The conversation
// with that server is the attendant's, like every other: root reads no byte of it.
//
//   let in  -> USERID in log_on_success, IDONLY: asked before he is served
//   refused -> USERID in log_on_failure: asked while his connection is held, then it is closed
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

#include "access/reason.h"
#include "config/service_config.h"
#include "loop/co.h"
#include "net/address.h"

namespace rouse::listen {

/// A user as his machine names him ("UNIX : alice": one line, at most identity_limit_bytes), or why nobody
/// can tell, in xinetd's words, which live as long as the program.
using Identity = std::expected<std::string, std::string_view>;

/// How long a caller waits for it, IDONLY or not (reference/xinetd.md 4.13; xinetd waits for ever with
/// IDONLY).
inline constexpr std::chrono::seconds identity_patience{30};
/// Where a longer user is cut.
inline constexpr std::size_t identity_limit_bytes = 500;
/// Callers of one process who are asked about at the same time; those beyond it nobody asks about.
inline constexpr std::size_t identities_asked_most = 1024;

/// xinetd's words for what goes wrong on this machine.
inline constexpr std::string_view identity_system_error = "system error";
/// Its words for a machine without an ident server, which are no news in a log.
inline constexpr std::string_view identity_no_server = "no server";

class Identities {
 public:
  virtual ~Identities() = default;
  /// Who holds the far end of the connection between `caller` and `local`; within identity_patience.
  virtual loop::Co<Identity> identify(net::Endpoint caller, net::Endpoint local) = 0;
};

/// Is somebody who was let in asked about before he is served? With IDONLY always. With USERID not where
/// xinetd does not: datagrams, connections that a wait = yes server accepts, and built-ins that answer at
/// once.
bool asks_about_admitted(const config::ServiceConfig& service);
/// Is somebody who was refused? As xinetd: not where its child decides, which is the address and tcp_wrappers
/// of services that have a child (reference/xinetd.md 4.5).
bool asks_about_refused(const config::ServiceConfig& service, access::Reason reason);
/// Does the service ask about anybody?
bool asks_about_callers(const config::ServiceConfig& service);

}  // namespace rouse::listen
