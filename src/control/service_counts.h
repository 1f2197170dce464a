// ServiceCounts: what is counted of a service, and how that crosses the control socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "control/spans.h"

namespace rouse::control {

/// How often something was.
struct Count {
  std::string what;  // a reason; the end of a step in microseconds, "" of the last one
  std::uint64_t times = 0;

  bool operator==(const Count&) const = default;
};

struct ServiceCounts {
  std::uint64_t served = 0;
  std::uint64_t failed_starts = 0;  // servers that could not be executed
  std::uint64_t failed_at = 0;      // wall time of the last of them
  std::uint64_t called_at = 0;      // wall time of the last call; 0: there was none
  std::uint64_t memory_bytes = 0;   // of its processes, where it was asked for
  std::uint64_t starts_us = 0;      // the sum of the times that starts took
  std::uint64_t since = 0;          // wall time since which this is counted; 0: nothing is
  std::string caller = {};          // the address of the last one
  std::vector<Count> refused = {};  // by reason; none of 0
  std::vector<Count> starts = {};   // servers by the time their start took, in rising steps
  Spans own_sessions = {};          // servers that were started for their callers, until their ends
  Spans forked_sessions = {};       // servers that were forked from a parked process

  bool operator==(const ServiceCounts&) const = default;
};

std::uint64_t refused_in_all(const ServiceCounts& counts);

std::string fields_of(const ServiceCounts& counts);
/// False: `body` is no such thing.
bool take_fields(ServiceCounts& into, std::string_view body);

}  // namespace rouse::control
