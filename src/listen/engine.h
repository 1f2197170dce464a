// Engine: what every service in operation needs of the steward, in one place. One per steward; it owns
// nothing.
#pragma once

#include <cstdint>

#include "config/service_config.h"
#include "listen/holder_lookup.h"
#include "listen/load_meter.h"
#include "listen/names.h"
#include "log/daemon_log.h"
#include "log/logs.h"
#include "loop/descriptors.h"
#include "loop/loop.h"

namespace rouse::listen {

class Sessions;
class Places;

/// Limits and habits of the daemon as a whole.
struct Policy {
  config::DefaultFamily default_family = config::DefaultFamily::dual;
  std::uint64_t process_limit = 0;     // -limit; 0: none
  std::uint64_t descriptor_limit = 0;  // RLIMIT_NOFILE of the steward
};

struct Engine {
  loop::Loop& loop;
  Sessions& sessions;
  Places& places;
  Names& names;
  log::DaemonLog& log;  // what the daemon itself has to say
  log::Logs& logs;      // what happened to callers
  loop::Descriptors& descriptors;
  LoadMeter& load;
  HolderLookup& holders;
  Policy policy;
};

}  // namespace rouse::listen
