#include "tools/figures.h"

#include <fmt/format.h>

#include <array>
#include <ctime>

namespace rouse::tools {

std::string size(std::uint64_t bytes) {
  if (bytes == 0) return "-";
  constexpr std::uint64_t kibi = 1024, mebi = kibi * kibi, gibi = mebi * kibi;
  if (bytes < mebi) return fmt::format("{}K", (bytes + kibi - 1) / kibi);
  auto tenths = [&](std::uint64_t unit) { return static_cast<double>(bytes) / static_cast<double>(unit); };
  return bytes < gibi ? fmt::format("{:.1f}M", tenths(mebi)) : fmt::format("{:.1f}G", tenths(gibi));
}

std::string lapse(std::uint64_t us) {
  constexpr std::uint64_t milli = 1000, whole = 1000 * milli;
  if (us < milli) return fmt::format("{} us", us);
  auto of = [&](std::uint64_t unit) { return static_cast<double>(us) / static_cast<double>(unit); };
  return us < whole ? fmt::format("{:.1f} ms", of(milli)) : fmt::format("{:.1f} s", of(whole));
}

std::string span(std::uint64_t seconds) {
  constexpr std::uint64_t minute = 60, hour = 60 * minute, day = 24 * hour;
  if (seconds < minute) return fmt::format("{}s", seconds);
  if (seconds < hour) return fmt::format("{}m{:02}s", seconds / minute, seconds % minute);
  if (seconds < day) return fmt::format("{}h{:02}m", seconds / hour, seconds % hour / minute);
  return fmt::format("{}d{:02}h", seconds / day, seconds % day / hour);
}

std::string moment(std::uint64_t at) {
  auto when = static_cast<std::time_t>(at);
  std::tm parts{};
  if (at == 0 || ::localtime_r(&when, &parts) == nullptr) return "-";
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts)};
}

}  // namespace rouse::tools
