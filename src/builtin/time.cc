#include "builtin/time.h"

#include <string_view>

#include "builtin/farewell.h"
#include "builtin/statement.h"

namespace rouse::builtin {

namespace {

constexpr std::uint64_t seconds_from_1900_to_1970 = 2'208'988'800;

Traffic state_time(int caller, WallTime at, Scratch& scratch) {
  std::array<char, 4> bytes = time_bytes(at);
  return state(caller, std::string_view(bytes.data(), bytes.size()), scratch);
}

}  // namespace

std::array<char, 4> time_bytes(WallTime at) {
  auto seconds = static_cast<std::uint32_t>(static_cast<std::uint64_t>(at) + seconds_from_1900_to_1970);
  return {static_cast<char>(seconds >> 24), static_cast<char>(seconds >> 16), static_cast<char>(seconds >> 8),
          static_cast<char>(seconds)};
}

loop::Co<Traffic> time(loop::Loop* loop, Fd caller, Scratch* scratch) {
  Traffic traffic = state_time(caller.raw(), loop->clock().wall(), *scratch);
  if (traffic.in_bytes == 0) {
    caller.reset();  // now, not when the frame goes
    co_return traffic;
  }
  std::uint64_t more_bytes = co_await farewell(loop, std::move(caller), scratch);
  traffic.in_bytes += more_bytes;
  co_return traffic;
}

}  // namespace rouse::builtin
