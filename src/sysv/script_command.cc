#include "sysv/script_command.h"

#include <algorithm>

#include "base/text.h"

namespace rouse::sysv {

namespace {

bool ends_a_word(std::string_view rest) {
  return rest.empty() || std::string_view(" \t\r;&|)\"'").contains(rest.front());
}

/// `before` ends in the word that reads a library: `.` or `source`, and perhaps a quote.
bool ends_in_dot(std::string_view before) {
  if (before.ends_with('"') || before.ends_with('\'')) before.remove_suffix(1);
  std::size_t end = before.find_last_not_of(" \t");
  if (end == std::string_view::npos || end + 1 == before.size()) return false;
  before = before.substr(0, end + 1);
  std::string_view word = before.substr(before.find_last_of(" \t;&|(){}") + 1);
  return word == "." || word == "source";
}

bool line_reads(std::string_view line, std::string_view library) {
  for (std::size_t at = line.find(library); at != std::string_view::npos; at = line.find(library, at + 1))
    if (ends_in_dot(line.substr(0, at)) && ends_a_word(line.substr(at + library.size()))) return true;
  return false;
}

std::string_view top_line(std::string_view text) { return text.substr(0, text.find('\n')); }

/// The interpreter that the kernel would start, and its one argument; empty: none is named.
std::vector<std::string> named_interpreter(std::string_view script) {
  std::string_view line = top_line(script);
  if (!line.starts_with("#!")) return {};
  line = trimmed(line.substr(2));
  std::size_t blank = line.find_first_of(" \t");
  std::vector<std::string> out{std::string(line.substr(0, blank))};
  if (blank != std::string_view::npos) out.emplace_back(trimmed(line.substr(blank)));
  return out;
}

bool is_program(std::string_view text) {
  return text.starts_with(
      "\x7f"
      "ELF");
}

/// What stands before the script's path in its argv; empty where the kernel knows.
std::vector<std::string> interpreter(std::string_view script) {
  std::vector<std::string> named = named_interpreter(script);
  if (is_program(script) || (!named.empty() && named.front() != "/bin/sh")) return {};
  if (reads_red_hat_functions(script)) {
    if (named.empty()) return {"/bin/bash"};
    named.front() = "/bin/bash";
    return named;
  }
  return named.empty() ? std::vector<std::string>{"/bin/sh"} : std::vector<std::string>{};
}

}  // namespace

bool reads_library(std::string_view script, std::string_view library) {
  while (!script.empty()) {
    std::string_view line = top_line(script);
    script.remove_prefix(std::min(script.size(), line.size() + 1));
    if (trimmed(line).starts_with('#')) continue;
    if (line_reads(line, library)) return true;
  }
  return false;
}

bool reads_red_hat_functions(std::string_view script) {
  return std::ranges::any_of(red_hat_libraries,
                             [&](const char* library) { return reads_library(script, library); });
}

ScriptCommand script_command(const std::string& path, std::string_view script,
                             const std::vector<std::string>& words, std::string_view terminal) {
  ScriptCommand out{.argv = interpreter(script), .environment = {}};
  out.argv.push_back(path);
  out.argv.insert(out.argv.end(), words.begin(), words.end());
  out.environment = {"PATH=" + std::string(script_path), "TERM=" + std::string(terminal)};
  return out;
}

}  // namespace rouse::sysv
