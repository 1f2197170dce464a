#include "warm/script_line.h"

#include <algorithm>

namespace rouse::warm {

namespace {

constexpr std::string_view mark = "#!";
constexpr std::string_view blanks = " \t";
/// What ends the path. The zero ends a line, too.
constexpr std::string_view path_ends{" \t\0", 3};

}  // namespace

bool is_script(std::string_view head) { return head.starts_with(mark); }

std::optional<std::string_view> interpreter_in(std::string_view head) {
  head = head.substr(0, script_line_most);
  if (!is_script(head)) return std::nullopt;
  std::string_view line = head.substr(mark.size(), head.find('\n') - mark.size());
  bool is_cut = head.size() == script_line_most && head.find('\n') == std::string_view::npos;
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  std::size_t end = line.find_first_of(path_ends);
  if (is_cut && end == std::string_view::npos) return std::nullopt;  // the path might go on
  line = line.substr(0, end);
  if (line.empty()) return std::nullopt;
  return line;
}

}  // namespace rouse::warm
