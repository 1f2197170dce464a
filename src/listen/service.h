// Service: one service in operation: its configuration, its door, and the counts that the gate asks for.
//
//             open                    wait = yes: a server runs
//   closed ---------> active <------------------------------------> suspended
//      ^  \             |  ^
//      |   \ port taken |  | after cps WAIT seconds
//      |    v           v  |
//      |  retrying     paused (cps: the door is shut, callers are refused by the kernel)
//      +--- removed by a reload, from any state
//
// An order of the administrator makes it `barred`, from any state: closed until he has it opened, or the
// daemon restarts.
//
// The door of a service that rouse answers itself is `lent`: open, and the attendant's business.
//
// A mux service (TCPMUX, TCPMUXPLUS) has no door: `doorless`, or `paused`, while its callers are refused
// here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "access/gate.h"
#include "access/source_count.h"
#include "config/service_config.h"
#include "listen/banner.h"
#include "listen/ledger.h"
#include "log/logs.h"
#include "loop/channel.h"
#include "loop/flag.h"
#include "loop/task.h"
#include "process/custody.h"
#include "process/recipe.h"
#include "rpc/registrar.h"
#include "sys/account.h"

namespace rouse::listen {

enum class DoorState : std::uint8_t { closed, retrying, active, suspended, paused, lent, doorless, barred };

struct Service {
  Service(loop::Loop& loop, config::ServicePtr configured)
      : config(std::move(configured)), ended(loop), given_back(loop), talks(loop), work(loop) {}

  config::ServicePtr config;
  std::shared_ptr<const process::Recipe> recipe;
  std::optional<sys::User> groups_of;  // groups = yes: recipe->groups are this account's, asked at groups_at
  Instant groups_at{};
  std::shared_ptr<log::ServiceLog> log;
  access::Lists lists;
  bool asks_wrap = false;               // hosts.allow or hosts.deny may have a rule for it
  ServiceRecord own_record{};           // where there is no ledger, or no room in it
  ServiceRecord* record = &own_record;  // what outlives this steward
  access::SourceCounts sources;
  std::uint64_t running = 0;  // servers of this service, and callers who are admitted but wait for a banner
  DoorState state = DoorState::closed;
  Banners banners;
  std::optional<loop::Channel> door;
  std::optional<process::DepositNumber> deposit;    // the keeper's duplicate of the door
  std::optional<rpc::Registrations> registrations;  // of an RPC service whose door is bound
  net::Endpoint opened_at;                          // where the door is, as it was asked for
  sys::FileStamp unix_file;    // the socket file that this door made, of a Unix-domain one
  int trouble_code = 0;        // errno of the last attempt to open the door, as it was logged
  net::Endpoint last_refused;  // dgram: the sender whose refusal was logged last
  Instant last_refused_at{};
  std::uint32_t attended_as = 0;  // the number by which the attendant knows it; 0: it does not
  loop::Flag ended;               // raised when a server of this service ended
  loop::Flag given_back;          // raised when the attendant cannot serve the door any more
  /// The attendant's conversations with callers: they outlive the door.
  loop::Tasks talks;
  /// The door's coroutine and the callers who are being talked to. Last, so that it is destroyed first.
  loop::Tasks work;

  const std::string& id() const { return config->id; }
};

}  // namespace rouse::listen
