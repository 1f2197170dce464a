#include "tools/since.h"

#include <ctime>
#include <string>

#include "base/text.h"

namespace rouse::tools {

namespace {

constexpr std::uint64_t most = std::uint64_t{1} << 40;

std::optional<WallTime> ago(std::string_view text, WallTime now) {
  if (text.size() < 2) return std::nullopt;
  constexpr std::string_view units = "smhd";
  constexpr std::uint64_t seconds[] = {1, 60, 3600, 86'400};
  std::size_t unit = units.find(text.back());
  std::optional<std::uint64_t> count = whole_number(text.substr(0, text.size() - 1), most / 86'400);
  if (unit == std::string_view::npos || !count) return std::nullopt;
  WallTime out = now - static_cast<WallTime>(*count * seconds[unit]);
  return out < 0 ? 0 : out;
}

/// `text` in this form, in the time zone of the caller.
std::optional<WallTime> in_form(const std::string& text, const char* form, WallTime now) {
  std::tm parts{};
  if (::localtime_r(&now, &parts) == nullptr) return std::nullopt;
  parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
  parts.tm_isdst = -1;
  const char* end = ::strptime(text.c_str(), form, &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  parts.tm_isdst = -1;
  WallTime out = ::mktime(&parts);
  return out < 0 ? std::nullopt : std::optional(out);
}

}  // namespace

std::optional<WallTime> since(std::string_view text, WallTime now) {
  if (text.starts_with('@')) {
    std::optional<std::uint64_t> at = whole_number(text.substr(1), most);
    return at ? std::optional(static_cast<WallTime>(*at)) : std::nullopt;
  }
  if (std::optional<WallTime> out = ago(text, now)) return out;
  for (const char* form : {"%H:%M", "%H:%M:%S", "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"}) {
    if (std::optional<WallTime> out = in_form(std::string(text), form, now)) return out;
  }
  return std::nullopt;
}

}  // namespace rouse::tools
