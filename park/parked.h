// The parked process: waits for callers, and forks for each.
#pragma once

#include <cstddef>

namespace rouse::park {

/// What a child knows of its caller beside having him on 0, 1 and 2: NAME=VALUE strings, one behind the
/// other.
struct Variables {
  char* text;
  std::size_t bytes;
  std::size_t count;
};

/// The process has one thread. Where a fork would leave others behind, nothing is parked.
bool is_single();

/// Tells the steward that the park point has been reached, and answers its calls until it closes the pair;
/// then the process ends. Meanwhile nobody but root may trace it or read or write its memory
/// (PR_SET_DUMPABLE). It comes back in each child, which has its caller on 0, 1 and 2 and nothing of the
/// pair, and which others of its user may trace as they might the program itself.
Variables wait_for_callers();

}  // namespace rouse::park
