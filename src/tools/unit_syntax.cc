#include "tools/unit_syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "config/check_json.h"

namespace rouse::tools {

namespace {

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("/._-+:@,=").contains(c);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string in_hexadecimal(char c) { return fmt::format("\\x{:02x}", static_cast<unsigned char>(c)); }

}  // namespace

std::string unit_name(std::string_view id) {
  std::string out;
  for (char c : id) {
    bool leads = out.empty() && c == '.';
    bool stays =
        static_cast<unsigned char>(c) < 0x80 && is_plain(c) && !std::string_view("/+@,=").contains(c);
    out += stays && !leads ? std::string(1, c) : in_hexadecimal(c);
  }
  return out;
}

std::string unit_text(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (is_control(c)) continue;
    out += c;
    if (c == '%') out += c;
  }
  return out;
}

std::string unit_word(std::string_view word) {
  bool quoted = word.empty() || !std::ranges::all_of(word, is_plain);
  std::string out;
  for (char c : word) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '%') out += '%';
    out += is_control(c) ? in_hexadecimal(c) : std::string(1, c);
  }
  return quoted ? '"' + out + '"' : out;
}

std::string unit_command(std::string_view program, std::span<const std::string> argv) {
  bool has_dollar = std::ranges::any_of(argv, [](const std::string& word) { return word.contains('$'); });
  // ':' leaves $ alone, '@' lets the next word be what the program is called.
  bool renamed = !argv.empty() && argv.front() != program;
  std::string start = fmt::format("{}{}{}", has_dollar ? ":" : "", renamed ? "@" : "", program);
  std::string out = unit_word(start);
  for (const std::string& word : argv.subspan(renamed || argv.empty() ? 0 : 1)) out += " " + unit_word(word);
  return out;
}

bool is_unit_text(std::string_view text) {
  while (!text.empty()) {
    std::size_t bytes = config::character_bytes(text);
    if (bytes == 0 || text.front() == '\0') return false;
    text.remove_prefix(bytes);
  }
  return true;
}

}  // namespace rouse::tools
