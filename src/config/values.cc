#include "config/values.h"

#include <climits>
#include <cmath>
#include <cstdlib>
#include <string>

#include "base/text.h"

namespace rouse::config {

namespace {

constexpr int minutes_a_day = 24 * 60;

/// Takes a leading sign away; true for minus.
bool take_sign(std::string_view& text) {
  bool minus = text.starts_with('-');
  if (minus || text.starts_with('+')) text.remove_prefix(1);
  return minus;
}

/// H:M at the front of `text`, in minutes of the day, taken away.
std::optional<int> take_time(std::string_view& text) {
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::size_t end = std::min(text.find_first_not_of("0123456789", colon + 1), text.size());
  std::optional<std::uint64_t> hour = whole_number(text.substr(0, colon), 24);
  std::optional<std::uint64_t> minute = whole_number(text.substr(colon + 1, end - colon - 1), 59);
  if (!hour || !minute) return std::nullopt;
  text.remove_prefix(end);
  return static_cast<int>(*hour * 60 + *minute);
}

}  // namespace

std::optional<int> signed_number(std::string_view text) {
  bool minus = take_sign(text);
  std::optional<std::uint64_t> number = whole_number(text, INT_MAX);
  if (!number) return std::nullopt;
  int value = static_cast<int>(*number);
  return minus ? -value : value;
}

std::optional<std::uint64_t> unsigned_number(std::string_view text) {
  bool minus = take_sign(text);
  std::optional<std::uint64_t> number = whole_number(text);
  if (number && minus) return 0 - *number;
  return number;
}

std::optional<std::uint64_t> size_bytes(std::string_view text) {
  std::uint64_t unit = 1;
  if (text.ends_with('k') || text.ends_with('K')) unit = 1024;
  if (text.ends_with('m') || text.ends_with('M')) unit = 1024 * 1024;
  if (unit != 1) text.remove_suffix(1);
  std::optional<std::uint64_t> number = unsigned_number(text);
  if (!number || *number > UINT64_MAX / unit) return std::nullopt;
  return *number * unit;
}

std::optional<mode_t> file_mask(std::string_view text) {
  if (take_sign(text) || text.empty()) return std::nullopt;
  mode_t mask = 0;
  for (char c : text) {
    if (c < '0' || c > '7') return std::nullopt;
    mask = mask * 8 + static_cast<mode_t>(c - '0');
    if (mask > 0777) return std::nullopt;
  }
  return mask;
}

std::optional<Limit> count_or_unlimited(std::string_view text) {
  if (same_word(text, "UNLIMITED")) return std::optional<Limit>(std::in_place);
  std::optional<int> number = signed_number(text);
  if (!number || *number < 0) return std::nullopt;
  return Limit(static_cast<std::uint64_t>(*number));
}

std::optional<std::uint64_t> milliseconds(std::string_view seconds, std::uint64_t longest_ms) {
  constexpr std::string_view thousandths = "000";
  std::size_t point = seconds.find('.');
  std::string_view fraction = point == std::string_view::npos ? "0" : seconds.substr(point + 1);
  if (fraction.empty() || fraction.size() > thousandths.size()) return std::nullopt;
  std::string padded = std::string(fraction).append(thousandths.substr(fraction.size()));
  std::optional<std::uint64_t> whole = whole_number(seconds.substr(0, point), longest_ms / 1000);
  std::optional<std::uint64_t> part = whole_number(padded, 999);
  if (!whole || !part || *whole * 1000 + *part > longest_ms) return std::nullopt;
  return *whole * 1000 + *part;
}

std::optional<double> load_average(std::string_view text) {
  std::string terminated(text);
  char* end = nullptr;
  double load = std::strtod(terminated.c_str(), &end);
  if (end == terminated.c_str() || !std::isfinite(load)) return std::nullopt;
  return load;
}

std::expected<TimeRange, TimeFault> time_range(std::string_view text) {
  std::optional<int> from = take_time(text);
  if (!from || !text.starts_with('-')) return std::unexpected(TimeFault::invalid);
  text.remove_prefix(1);
  std::optional<int> to = take_time(text);
  if (!to || *from >= minutes_a_day || *to > minutes_a_day) return std::unexpected(TimeFault::invalid);
  if (!text.empty()) return std::unexpected(TimeFault::incorrect);
  if (*from == *to) return std::unexpected(TimeFault::empty_range);
  return TimeRange{*from, *to};
}

}  // namespace rouse::config
