// DaemonStatus: how the daemon itself is, and how that crosses the control socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rouse::control {

struct DaemonStatus {
  std::string version = {};
  std::uint64_t pid = 0;            // the keeper's: what the pid file says
  std::uint64_t since = 0;          // wall time of its start
  std::uint64_t now = 0;            // wall time
  std::uint64_t deaths = 0;         // stewards that have died
  std::uint64_t last_death = 0;     // wall time; 0: none has
  std::uint64_t last_reload = 0;    // wall time; 0: there was none
  std::uint64_t stewards = 0;       // that have begun so far
  std::string news = {};            // what came of the last upgrade; empty: there was none
  std::string reload_trouble = {};  // why the last reload was not taken over; empty: it was
  std::string configuration = {};   // the main file in service; empty: there is none

  bool operator==(const DaemonStatus&) const = default;
};

std::string fields_of(const DaemonStatus& daemon);
/// False: `body` is no such thing.
bool take_fields(DaemonStatus& into, std::string_view body);

}  // namespace rouse::control
