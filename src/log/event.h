// Event: what happened, as a value. Only here is it turned into text (format.h), and only sinks write it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "config/service_config.h"
#include "net/address.h"

namespace rouse::log {

/// Why a caller was refused: the words that xinetd logs (reference/xinetd.md 4.5).
enum class Reason : std::uint8_t {
  address, time, fork, service_limit, per_source_limit, process_limit, libwrap, load, cps
};
/// "address", ..., "connections per second".
std::string_view word(Reason reason);

struct Started {
  config::ServicePtr service;
  net::Endpoint peer;
  pid_t pid = 0;
};
struct Refused {
  config::ServicePtr service;
  net::Endpoint peer;
  Reason reason = Reason::address;
};
struct Ended {
  config::ServicePtr service;
  net::Endpoint peer;
  pid_t pid = 0;
  int wait_status = 0;  // as waitpid gives it
  std::int64_t duration_s = 0;
};

struct Event {
  WallTime at = 0;
  std::variant<Started, Refused, Ended> what;
};

/// Severity of a daemon message, as syslog numbers it.
enum class Level : std::uint8_t { critical = 2, error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

}  // namespace rouse::log
