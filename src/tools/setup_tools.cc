#include "tools/setup_tools.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "sys/file.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

constexpr std::size_t largest_file_bytes = std::size_t{1} << 20;

/// Cuts the text before the next `separator` off `rest`, and the separator.
std::string_view cut(std::string_view& rest, char separator) {
  std::string_view out = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(out.size() + 1, rest.size()));
  return out;
}

/// Hidden, or left behind by an editor or a package manager.
bool is_no_entry(std::string_view file_name) {
  return file_name.starts_with('.') || file_name.contains(".rpm") ||
         file_name.find_first_of("!~#") != std::string_view::npos;
}

bool can_be_run(const SetupTool& tool) {
  return sys::executable(std::string(rouse::words(tool.command).front())).has_value();
}

std::vector<SetupTool> tools_in(const std::string& folder) {
  std::vector<SetupTool> out;
  std::vector<std::string> names = sys::directory_names(folder).value_or(std::vector<std::string>{});
  std::ranges::sort(names);
  for (const std::string& name : names) {
    if (is_no_entry(name)) continue;
    Result<std::string> text = sys::read_file(folder + "/" + name, largest_file_bytes);
    if (text) std::ranges::move(parse_setup_tools(*text), std::back_inserter(out));
  }
  return out;
}

}  // namespace

std::vector<SetupTool> parse_setup_tools(std::string_view file) {
  std::vector<SetupTool> out;
  while (!file.empty()) {
    std::string_view line = cut(file, '\n');
    line = cut(line, '#');
    std::array<std::string_view, 4> fields;
    for (std::string_view& field : fields) field = trimmed(cut(line, '|'));
    auto [command, name, domain, catalogues] = fields;
    if (!command.empty() && !name.empty())
      out.push_back({std::string(command), std::string(name), std::string(domain), std::string(catalogues)});
  }
  return out;
}

std::vector<SetupTool> read_setup_tools(std::span<const std::string> folders) {
  std::vector<SetupTool> out;
  for (const std::string& folder : folders)
    for (SetupTool& tool : tools_in(folder)) {
      if (!can_be_run(tool)) continue;
      tool.name = foreign_translation(tool.domain, tool.catalogues, tool.name);
      if (std::ranges::find(out, tool.name, &SetupTool::name) == out.end()) out.push_back(std::move(tool));
    }
  std::ranges::sort(
      out, [](const std::string& a, const std::string& b) { return ::strcoll(a.c_str(), b.c_str()) < 0; },
      &SetupTool::name);
  return out;
}

}  // namespace rouse::tools
