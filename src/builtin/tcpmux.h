// Tcpmux (RFC 1078): hears which service a caller wants. What he says after that is not touched.
#pragma once

#include <cstdint>
#include <string>

#include "base/fd.h"
#include "builtin/scratch.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

enum class TcpmuxEnd : std::uint8_t {
  named,      // he has named a service
  malformed,  // what he says is no name
  gone,       // he closed, or his connection broke
  late,       // the deadline came first
};

struct TcpmuxRequest {
  TcpmuxEnd end = TcpmuxEnd::gone;
  std::string name;  // named: as he wrote it (any bytes; "HELP" like others)
  Fd caller;         // named: the next byte read from it is the first behind the line; otherwise closed
};

/// Looks at what the caller says (in however many packets) until his line is whole, and takes exactly that
/// line.
loop::Co<TcpmuxRequest> read_service_name(loop::Loop* loop, Fd caller, Scratch* scratch, Instant deadline);

}  // namespace rouse::builtin
