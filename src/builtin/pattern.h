// The pattern of chargen, as xinetd writes it (reference/xinetd.md 7; RFC 864 suggests 95 characters).
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace rouse::builtin {

/// Characters of a line without its CRLF.
inline constexpr std::size_t pattern_line_chars = 72;
inline constexpr std::size_t pattern_line_bytes = pattern_line_chars + 2;
/// After so many lines the first one follows again.
inline constexpr std::size_t pattern_lines = 95;
inline constexpr std::size_t pattern_bytes = pattern_lines * pattern_line_bytes;

/// The character at `column` of `line`: '!' to '}', each line beginning one further than the one before.
constexpr char pattern_char(std::size_t line, std::size_t column) {
  constexpr std::size_t characters = '}' - '!' + 1;
  return static_cast<char>('!' + (line % pattern_lines + column) % characters);
}

/// All lines of the pattern, one behind the other.
std::string_view pattern_text();

}  // namespace rouse::builtin
