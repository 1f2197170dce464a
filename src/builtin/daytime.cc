#include "builtin/daytime.h"

#include <fmt/format.h>

#include <array>
#include <ctime>

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

loop::Co<void> daytime(loop::Loop* loop, Fd caller, Scratch* scratch) {
  return state(loop, std::move(caller), daytime_text(loop->clock().wall()), scratch);
}

}  // namespace rouse::builtin
