// Traffic: how many bytes a redirect moved.
#pragma once

#include <cstdint>

namespace rouse::builtin {

struct Traffic {
  std::uint64_t in_bytes = 0;   // from the caller
  std::uint64_t out_bytes = 0;  // to the caller
};

}  // namespace rouse::builtin
