#include "manual/filled_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "manual/attribute_page.h"
#include "manual/command_page.h"
#include "manual/completion.h"

namespace rouse::manual {

namespace {

struct Part {
  std::string_view place;
  std::string (*make)();
};

constexpr std::array parts = {
    Part{"@commands@", [] { return command_list(tools::rouse_commands()); }},
    Part{"@attributes@", attributes_as_mdoc},
    Part{"@attributes-in-markdown@", attributes_as_markdown},
    Part{"@completed-commands@", [] { return completed_commands(tools::rouse_commands()); }},
    Part{"@completed-operands@", [] { return completed_operands(tools::rouse_commands()); }},
    Part{"@completed-options@", [] { return completed_options(tools::rouse_commands()); }},
    Part{"@completed-attributes@", completed_attributes},
};

bool is_place(std::string_view line) {
  return line.size() > 2 && line.starts_with('@') && line.ends_with('@') && !line.contains(' ');
}

}  // namespace

std::expected<std::string, std::string> filled(std::string_view source) {
  std::string out;
  while (!source.empty()) {
    std::string_view line = source.substr(0, source.find('\n'));
    source.remove_prefix(std::min(line.size() + 1, source.size()));
    const auto* part = std::ranges::find(parts, line, &Part::place);
    if (part != parts.end())
      out += part->make();
    else if (is_place(line))
      return std::unexpected(fmt::format("nothing is made for {}", line));
    else
      out.append(line).append("\n");
  }
  return out;
}

}  // namespace rouse::manual
