// SessionStatus: a server that runs for a caller, and how it crosses the control socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rouse::control {

struct SessionStatus {
  std::string id;  // for `kill`; no other session ever has it
  std::string service;
  std::string caller;      // his address; empty: unknown
  std::uint64_t port = 0;  // his; 0: unknown
  std::uint64_t pid = 0;
  std::uint64_t since = 0;    // wall time
  std::uint64_t lasts_s = 0;  // until now
  std::string user = {};      // whom the server runs as: a number; empty: the daemon's own

  bool operator==(const SessionStatus&) const = default;
};

std::string fields_of(const SessionStatus& session);
/// False: `body` is no such thing.
bool take_fields(SessionStatus& into, std::string_view body);

}  // namespace rouse::control
