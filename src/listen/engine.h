// Engine: what every service in operation needs of its process (steward or attendant), in one place. It owns
// nothing.
#pragma once

#include <cstdint>

#include "config/service_config.h"
#include "listen/holder_lookup.h"
#include "listen/load_meter.h"
#include "listen/names.h"
#include "log/daemon_log.h"
#include "loop/descriptors.h"
#include "loop/loop.h"
#include "process/custody.h"
#include "rpc/registrar.h"

namespace rouse::access {
class SensorList;
}

namespace rouse::listen {

class Attendant;
class Events;
class Identities;
class Inheritance;
class Ledger;
class Places;
class Sensors;
class Sessions;
class Starter;
class WarmStarter;

/// Limits and habits of the daemon as a whole.
struct Policy {
  config::DefaultFamily default_family = config::DefaultFamily::dual;
  std::uint64_t process_limit = 0;     // -limit; 0: none
  std::uint64_t descriptor_limit = 0;  // RLIMIT_NOFILE of the steward
};

struct Engine {
  loop::Loop& loop;
  Starter& starter;
  Events& events;             // what happened to callers
  Sessions* sessions;         // the servers; none in the attendant, which starts none
  Attendant* attendant;       // none in the attendant itself
  rpc::Registrar* registrar;  // none in the attendant, which opens no doors
  Places& places;
  access::SensorList& shut_out;  // addresses that a SENSOR has shut out
  Sensors* sensors;              // what puts them there; none in the attendant, which has no sensor
  Names& names;
  Identities& identities;
  log::DaemonLog& log;  // what the daemon itself has to say
  loop::Descriptors& descriptors;
  LoadMeter& load;
  HolderLookup& holders;
  Policy policy = {};
  bool makes_room = false;  // nobody more is let in: the next steward serves them
  bool doors_stay = false;  // the daemon ends, and its service manager keeps them for the next one
  process::Custody* custody = nullptr;  // of its doors; none in the attendant
  Inheritance* inheritance = nullptr;   // doors that it may find; none: it is the first
  Ledger* ledger = nullptr;             // what outlives it; none in the attendant
  WarmStarter* warm = nullptr;          // what is parked; none in the attendant
};

}  // namespace rouse::listen
