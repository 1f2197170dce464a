// Dial: a connection to somebody else, without waiting longer than one wants to.
#pragma once

#include <optional>

#include "base/error.h"
#include "base/fd.h"
#include "loop/co.h"
#include "loop/loop.h"
#include "net/address.h"

namespace rouse::builtin {

/// A connected, non-blocking socket. Calls from `source` where there is one (of the target's family). Errors:
/// those of socket, bind and connect, the last with the target's text; ETIMEDOUT at `deadline`.
loop::Co<Result<Fd>> dial(loop::Loop* loop, net::Endpoint target, std::optional<net::Address> source,
                          Instant deadline);

}  // namespace rouse::builtin
