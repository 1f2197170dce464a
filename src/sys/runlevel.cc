#include "sys/runlevel.h"

#include <utmpx.h>

#include <cstdlib>
#include <string_view>

namespace rouse::sys {

namespace {

std::optional<char> known(char level) {
  if ((level >= '0' && level <= '6') || level == 'S') return level;
  return std::nullopt;
}

std::optional<char> from_environment() {
  const char* level = std::getenv("RUNLEVEL");
  if (level == nullptr || std::getenv("PREVLEVEL") == nullptr || std::string_view(level).size() != 1)
    return std::nullopt;
  return known(*level);
}

/// init writes the level into the lowest byte of the record's pid, the previous one above it.
std::optional<char> from_utmp() {
  utmpx wanted{};
  wanted.ut_type = RUN_LVL;
  ::setutxent();
  const utmpx* record = ::getutxid(&wanted);
  std::optional<char> level =
      record == nullptr ? std::nullopt : known(static_cast<char>(record->ut_pid & 0xff));
  ::endutxent();
  return level;
}

}  // namespace

std::optional<char> current_runlevel() {
  std::optional<char> level = from_environment();
  return level ? level : from_utmp();
}

}  // namespace rouse::sys
