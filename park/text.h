// Words of an environment, read without libc: the program that the library is in may have put its own
// functions before libc's.
#pragma once

#include <cstddef>

namespace rouse::park {

/// Bytes of `text` without its zero.
inline std::size_t length_of(const char* text) {
  std::size_t length = 0;
  while (text[length] != '\0') ++length;
  return length;
}

/// What stands in `text` behind `start`, or null: it begins otherwise.
inline char* behind(char* text, const char* start) {
  for (; *start != '\0'; ++start, ++text)
    if (*text != *start) return nullptr;
  return text;
}

/// Both are NAME=VALUE with the same name.
inline bool same_name(const char* one, const char* other) {
  for (; *one == *other && *one != '\0'; ++one, ++other)
    if (*one == '=') return true;
  return false;
}

/// `word` stands somewhere in `text`.
inline bool contains(char* text, const char* word) {
  for (; *text != '\0'; ++text)
    if (behind(text, word) != nullptr) return true;
  return false;
}

/// Writes a number that is not negative, with its zero.
inline void write_number(char* to, int number) {
  int digit = 1;
  while (number / digit >= 10) digit *= 10;
  for (; digit > 0; digit /= 10) *to++ = static_cast<char>('0' + number / digit % 10);
  *to = '\0';
}

}  // namespace rouse::park
