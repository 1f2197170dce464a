#include "builtin/pattern.h"

namespace rouse::builtin {

namespace {

constexpr std::array<char, pattern_bytes> written() {
  std::array<char, pattern_bytes> text{};
  for (std::size_t line = 0; line < pattern_lines; ++line) {
    char* start = text.data() + line * pattern_line_bytes;
    for (std::size_t column = 0; column < pattern_line_chars; ++column)
      start[column] = pattern_char(line, column);
    start[pattern_line_chars] = '\r';
    start[pattern_line_chars + 1] = '\n';
  }
  return text;
}

constexpr std::array<char, pattern_bytes> pattern = written();

}  // namespace

std::string_view pattern_text() { return {pattern.data(), pattern.size()}; }

}  // namespace rouse::builtin
