#include "net/ipv4_text.h"

#include <array>
#include <charconv>

namespace rouse::net {

namespace {

std::optional<std::uint32_t> parse_part(std::string_view text) {
  int base = 10;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
  }
  std::uint32_t value = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
  std::uint32_t high = 0;
  for (unsigned count = 0; count < 4; ++count) {
    std::size_t dot = text.find('.');
    std::optional<std::uint32_t> part = parse_part(text.substr(0, dot));
    if (!part) return std::nullopt;
    if (dot == std::string_view::npos) {
      std::uint64_t room = std::uint64_t{1} << (32 - 8 * count);
      if (*part >= room) return std::nullopt;
      return high | *part;
    }
    if (*part > 0xff) return std::nullopt;
    high |= *part << (24 - 8 * count);
    text.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

}  // namespace rouse::net
