#include "builtin/time.h"

#include <string>

#include "builtin/statement.h"

namespace rouse::builtin {

namespace {

constexpr std::uint64_t seconds_from_1900_to_1970 = 2'208'988'800;

}  // namespace

std::array<char, 4> time_bytes(WallTime at) {
  auto seconds = static_cast<std::uint32_t>(static_cast<std::uint64_t>(at) + seconds_from_1900_to_1970);
  return {static_cast<char>(seconds >> 24), static_cast<char>(seconds >> 16), static_cast<char>(seconds >> 8),
          static_cast<char>(seconds)};
}

loop::Co<void> time(loop::Loop* loop, Fd caller, Scratch* scratch) {
  std::array<char, 4> bytes = time_bytes(loop->clock().wall());
  return state(loop, std::move(caller), std::string(bytes.data(), bytes.size()), scratch);
}

}  // namespace rouse::builtin
