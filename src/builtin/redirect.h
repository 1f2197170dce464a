// Redirect: a caller is connected to a server elsewhere (reference/xinetd.md 4.8), without a process and
// without his bytes ever passing through this one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "builtin/pipe_pool.h"
#include "builtin/traffic.h"
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
  Instant until = Instant::max();      // when it ends, whatever goes on
};

enum class RedirectReason : std::uint8_t {
  finished,     // both sides said their end of file, and both were told
  unreachable,  // no target could be connected
  caller_gone,  // the caller's connection broke
  target_gone,  // the target's connection broke; what it had said was delivered
  idle,         // nothing for idle_timeout
  overtime,     // `until` has come
};

struct RedirectEnd {
  Traffic traffic;
  RedirectReason reason = RedirectReason::finished;
  int error = 0;  // unreachable: the errno of the last target's attempt (EDESTADDRREQ: there is none)
  std::uint32_t target = 0;  // which of the plan's targets was connected, or tried last
};

/// Connects the caller to the first target that answers, and lets both talk until both have ended; an end of
/// file is passed on in either direction alone. TCP_NODELAY on both, as xinetd has it. `loop` and `pipes`
/// must outlive it, and the process must ignore SIGPIPE (splice knows no other way).
loop::Co<RedirectEnd> redirect(loop::Loop* loop, Fd caller, std::shared_ptr<const RedirectPlan> plan,
                               PipePool* pipes);

}  // namespace rouse::builtin
