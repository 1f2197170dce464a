// Scratch: the one buffer that all conversations of a process share. What is in it is valid only between two
// awaits, so an idle conversation has no buffer at all.
#pragma once

#include <array>
#include <cstddef>

namespace rouse::builtin {

struct Scratch {
  std::array<std::byte, 64 * 1024> bytes;
};

}  // namespace rouse::builtin
