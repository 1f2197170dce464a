#include "sysv/levels.h"

namespace rouse::sysv {

std::optional<Levels> parse_levels(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  Levels out;
  for (char digit : digits) {
    if (digit < '0' || digit > '6') return std::nullopt;
    out |= Levels::only(digit - '0');
  }
  return out;
}

std::string text(Levels levels) {
  std::string out;
  for (int level = 0; level <= boot_level; ++level)
    if (levels.has(level)) out += level_letter(level);
  return out;
}

}  // namespace rouse::sysv
