// Untaken: did a wait = yes server take anything of what woke it? A server that ends three times in a row
// without doing so has that one datagram or connection consumed, instead of a respawn loop
// (docs/differences.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "listen/service.h"

namespace rouse::listen {

/// How often a server may leave what woke it.
inline constexpr int untaken_limit = 3;

/// What stood in a door's queue at one moment: of a dgram door the head, of a TCP door all connections.
struct Queue {
  std::int64_t head_stamp_ns = 0;
  std::vector<std::uint64_t> connections;  // kernel cookies, sorted
};

Queue look_at_queue(const Service& service);

/// Everything of `before` is still there in `after`, and there was something.
bool left_untouched(const Queue& before, const Queue& after);

/// Takes one datagram or connection out of the queue and closes it; returns who sent it, in words.
std::string consume_one(const Service& service);

}  // namespace rouse::listen
