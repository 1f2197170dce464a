// Death: how a steward ended that did not mean to, and whom that cost. The next one tells.
#pragma once

#include <vector>

#include "base/fd.h"
#include "process/book.h"

namespace rouse::daemon {

/// A caller whom a steward let down, and his socket, if it was not lost with it.
struct Stranded {
  process::LostCaller caller;
  Fd socket = {};
};

struct Death {
  int wait_status = 0;
  std::vector<Stranded> stranded = {};
};

}  // namespace rouse::daemon
