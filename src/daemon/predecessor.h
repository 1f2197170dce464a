// Predecessor: why there is another steward, and whom that cost. The new one tells.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/fd.h"
#include "process/book.h"

namespace rouse::daemon {

/// A caller whom a steward let down, and his socket, if it was not lost with it.
struct Stranded {
  process::LostCaller caller;
  Fd socket = {};
};

struct Predecessor {
  std::optional<int> killed_by = {};  // the signal; nothing: it made room
  std::string news = {};              // what else is to be told: what came of an upgrade
  bool is_trouble = false;            // the news is bad
  std::vector<Stranded> stranded = {};
};

}  // namespace rouse::daemon
