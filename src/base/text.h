// Text: the few string questions that configuration, logs and messages ask again and again, and strict
// numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rouse {

/// Marks a literal that the tools say in people's languages (tools/translation.h); here it stays what it is.
constexpr std::string_view translatable(const char* text) { return text; }

/// A sentence for people, for whoever knows their language: a literal, and what belongs where it says `{}`.
struct Sentence {
  std::string_view words;
  std::vector<std::string> values = {};

  std::string in_english() const;
};

/// Without the blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);
/// The words of `text`, separated by blanks and tabs; no empty ones.
std::vector<std::string_view> words(std::string_view text);
/// ASCII case-insensitive equality, as xinetd compares keywords (reference/xinetd.md 2.1).
bool same_word(std::string_view a, std::string_view b);
std::string lower(std::string_view text);
/// `text` with control characters, quotes and backslashes escaped, cut to `limit_bytes` (for logs and
/// messages).
std::string escaped(std::string_view text, std::size_t limit_bytes = 1024);
/// Decimal digits only (no sign, no blanks), at most `max`.
std::optional<std::uint64_t> whole_number(std::string_view text, std::uint64_t max = UINT64_MAX);
/// The candidate nearest to `text` (edit distance at most 3 and under half its length), or nothing.
std::optional<std::string_view> nearest(std::string_view text, std::span<const std::string_view> candidates);

}  // namespace rouse
