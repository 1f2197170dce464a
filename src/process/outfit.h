// Outfit: what one server is given at its start, beyond the recipe that all servers of its service share.
#pragma once

#include <cstddef>
#include <span>

#include "process/recipe.h"

namespace rouse::process {

/// Standard input, output and error.
inline constexpr std::size_t standard_places = 3;
/// As many descriptors can a server be given: those, and a listening socket.
inline constexpr std::size_t given_most = 4;

struct Outfit {
  /// Borrowed, one to given_most: they are its 0, 1, 2, ...; the last one is also what is left of 1 and 2. A
  /// server's caller is one descriptor. What comes behind the standard places is a listening socket, and
  /// LISTEN_FDS and LISTEN_PID tell so, unless it is to be `parked`.
  std::span<const int> descriptors;
  Strings variables;       // over the recipe's: REMOTE_HOST=...
  bool is_parked = false;  // what is behind the standard places is what it hears the steward by
};

}  // namespace rouse::process
