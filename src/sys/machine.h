// The machine: its load, its limits, and who holds a port.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "net/address.h"

namespace rouse::sys {

/// Limits as getrlimit gives them: RLIM_INFINITY where there is none.
struct Limits {
  std::uint64_t soft = 0;
  std::uint64_t hard = 0;
};

/// A process that holds a port.
struct Holder {
  pid_t pid = 0;
  std::string command;  // as /proc/PID/comm has it
};

/// /proc/loadavg, open for reading.
Result<Fd> open_load();
/// The load of the last minute, now, from what open_load() gave.
Result<double> load_average(int load);
/// RLIMIT_NOFILE.
Result<Limits> descriptor_limits();
Result<void> set_soft_descriptors(std::uint64_t soft);
/// Who listens at `endpoint` with `protocol` ("tcp" or "udp"), or on all addresses at its port; nothing when
/// nobody does, or when its process cannot be seen from here.
std::optional<Holder> port_holder(const std::string& protocol, const net::Endpoint& endpoint);

}  // namespace rouse::sys
