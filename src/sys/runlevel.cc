#include "sys/runlevel.h"

#include <sys/time.h>
#include <utmp.h>
#include <utmpx.h>

#include <cstdlib>
#include <cstring>
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

Result<void> record_runlevel(char level, char previous) {
  utmpx record{};
  record.ut_type = RUN_LVL;
  record.ut_pid = level + 256 * previous;
  std::memcpy(record.ut_id, "~~", 2);
  std::memcpy(record.ut_line, "~", 1);
  std::memcpy(record.ut_user, "runlevel", 8);
  timeval now{};
  ::gettimeofday(&now, nullptr);
  record.ut_tv.tv_sec = static_cast<decltype(record.ut_tv.tv_sec)>(now.tv_sec);
  record.ut_tv.tv_usec = static_cast<decltype(record.ut_tv.tv_usec)>(now.tv_usec);
  ::setutxent();
  bool written = ::pututxline(&record) != nullptr;
  Result<void> done = written ? Result<void>() : failed("pututxline", _PATH_UTMP);
  ::endutxent();
  return done;
}

}  // namespace rouse::sys
