#include "builtin/daytime.h"

#include <fmt/format.h>

#include <array>
#include <ctime>

#include "builtin/farewell.h"
#include "builtin/statement.h"

namespace rouse::builtin {

std::string daytime_text(WallTime at) {
  constexpr std::array<std::string_view, 12> months = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                       "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
  std::tm local{};
  if (::localtime_r(&at, &local) == nullptr) return {};
  return fmt::format("{:02} {} {} {:02}:{:02}:{:02} {}\r\n", local.tm_mday,
                     months[static_cast<std::size_t>(local.tm_mon)], local.tm_year + 1900, local.tm_hour,
                     local.tm_min, local.tm_sec, local.tm_zone);
}

loop::Co<Traffic> daytime(loop::Loop* loop, Fd caller, Scratch* scratch) {
  Traffic traffic = state(caller.raw(), daytime_text(loop->clock().wall()), *scratch);
  if (traffic.in_bytes == 0) {
    caller.reset();  // now, not when the frame goes
    co_return traffic;
  }
  std::uint64_t more_bytes = co_await farewell(loop, std::move(caller), scratch);
  traffic.in_bytes += more_bytes;
  co_return traffic;
}

}  // namespace rouse::builtin
