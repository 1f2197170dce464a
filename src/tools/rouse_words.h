// Words: what somebody typed behind `rouse`, taken apart by the table of commands. Pure.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/rouse_commands.h"

namespace rouse::tools {

struct RouseWords {
  const Command* command = nullptr;  // null: none was named
  std::vector<std::string> operands;
  RouseOptions options;  // those of the command alone
  std::optional<std::string> control_path;
  bool json = false, help = false, version = false;
};

/// What all of it means; else a sentence that says what is wrong. Options may stand anywhere; behind `--` all
/// are operands.
std::expected<RouseWords, std::string> rouse_words(const std::vector<std::string_view>& typed);

/// Whether `count` words may stand for `operands` (Command::operands).
bool takes(std::string_view operands, std::size_t count);

}  // namespace rouse::tools
