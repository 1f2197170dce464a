// Redirect: where a caller goes who is connected to a server elsewhere (reference/xinetd.md 4.8). How his
// bytes get there is builtin/relay.h's.
#pragma once

#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "loop/co.h"
#include "loop/loop.h"
#include "net/address.h"

namespace rouse::builtin {

/// Where the callers of a service go; all of them share it, and a later resolution makes a new one.
struct RedirectPlan {
  std::vector<net::Endpoint> targets;  // tried one after the other
  std::optional<net::Address> source;  // the address to call from
  Duration connect_timeout{};          // for each target
  Duration idle_timeout{};             // without a byte in either direction; zero: none
  bool keepalive = false;              // on both connections
};

/// The connection to where a caller goes, or why there is none.
struct Reached {
  Fd target;
  int error = EDESTADDRREQ;  // of the last attempt; this one: there is no target (of the source's family)
  std::uint32_t index = 0;   // which of the plan's targets was connected, or tried last
};

/// Connects to the first target of `plan` that answers, `until` then. An address to call from reaches targets
/// of its family only.
loop::Co<Reached> reach(loop::Loop* loop, std::shared_ptr<const RedirectPlan> plan, Instant until);

}  // namespace rouse::builtin
