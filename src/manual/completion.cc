#include "manual/completion.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/attribute_table.h"

namespace rouse::manual {

namespace {

/// Inside single quotes of a shell, its colons marked for zsh.
std::string quoted(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\'') out += "'\\'";
    if (c == ':') out += '\\';
    out += c;
  }
  return out;
}

std::string option_line(const tools::Command& command, std::string_view word,
                        const tools::CommandOption& option) {
  return fmt::format("'{} {}{}:{}'\n", command.word, word, option.value.empty() ? "" : "=",
                     quoted(option.summary));
}

}  // namespace

std::string completed_commands(std::span<const tools::Command> commands) {
  std::string out;
  for (const tools::Command& command : commands)
    out += fmt::format("'{}:{}'\n", command.word, quoted(command.summary));
  return out;
}

std::string completed_operands(std::span<const tools::Command> commands) {
  std::string out;
  for (const tools::Command& command : commands) {
    std::string operands(command.operands);
    std::erase_if(operands, [](char c) { return c == '[' || c == ']'; });
    if (!operands.empty()) out += fmt::format("[{}]='{}'\n", command.word, operands);
  }
  return out;
}

std::string completed_options(std::span<const tools::Command> commands) {
  std::string out;
  for (const tools::Command& command : commands)
    for (const tools::CommandOption& option : command.options) {
      out += option_line(command, option.word, option);
      if (!option.letter.empty()) out += option_line(command, option.letter, option);
    }
  return out;
}

std::string completed_attributes() {
  std::string out;
  for (const config::AttributeRow& row : config::attribute_table()) out += fmt::format("{}\n", row.name);
  return out;
}

}  // namespace rouse::manual
