// SetupTools: the entries of setup's menu. Each package that has a text screen leaves a file in setuptool.d,
// whose lines are `command|Name|gettext domain|folder of the catalogues` (reference/sysv.md 5.2).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::tools {

struct SetupTool {
  std::string command;  // for a shell
  std::string name;     // in English
  std::string domain, catalogues;

  bool operator==(const SetupTool&) const = default;
};

/// The lines that name a tool. `#` begins a comment.
std::vector<SetupTool> parse_setup_tools(std::string_view file);
/// The tools in the files of these folders that are there to be run, their names in the caller's language and
/// sorted as that sorts. Of two with the same name the first counts.
std::vector<SetupTool> read_setup_tools(std::span<const std::string> folders);

}  // namespace rouse::tools
