// EventLine: something that happened, as the daemon tells it, and how it crosses the control socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rouse::control {

struct EventLine {
  std::uint64_t number = 0;  // greater than those of all events before it
  std::uint64_t at = 0;      // wall time
  std::string text;          // as a service's log has it: "START: telnet pid=7 from=10.1.2.3"
  std::string json;          // the same as one JSON object

  bool operator==(const EventLine&) const = default;
};

std::string fields_of(const EventLine& event);
/// False: `body` is no such thing.
bool take_fields(EventLine& into, std::string_view body);

}  // namespace rouse::control
