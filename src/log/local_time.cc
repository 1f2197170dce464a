#include "log/local_time.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace rouse::log {

namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Time zones move at whole minutes, so within one only the seconds change.
std::tm local(WallTime at) {
  struct Minute {
    WallTime start = -1;
    std::tm calendar{};
  };
  thread_local Minute cached;
  WallTime second = ((at % 60) + 60) % 60;
  if (cached.start != at - second) {
    cached.start = at - second;
    localtime_r(&cached.start, &cached.calendar);
  }
  std::tm out = cached.calendar;
  out.tm_sec = static_cast<int>(second);
  return out;
}

}  // namespace

std::string clock_stamp(WallTime at) {
  std::tm now = local(at);
  return fmt::format("{:02}:{:02}:{:02}", now.tm_hour, now.tm_min, now.tm_sec);
}

std::string file_stamp(WallTime at) {
  std::tm now = local(at);
  return fmt::format("{:02}/{}/{}@{:02}:{:02}:{:02}", now.tm_year % 100, now.tm_mon + 1, now.tm_mday,
                     now.tm_hour, now.tm_min, now.tm_sec);
}

std::string syslog_stamp(WallTime at) {
  std::tm now = local(at);
  return fmt::format("{} {:2} {:02}:{:02}:{:02}", months[static_cast<std::size_t>(now.tm_mon)], now.tm_mday,
                     now.tm_hour, now.tm_min, now.tm_sec);
}

std::string iso_stamp(WallTime at) {
  std::tm now{};
  gmtime_r(&at, &now);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", now.tm_year + 1900, now.tm_mon + 1, now.tm_mday,
                     now.tm_hour, now.tm_min, now.tm_sec);
}

}  // namespace rouse::log
