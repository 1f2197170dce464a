// Completion: the words that a shell completes behind `rouse`, made from the tables, as elements of arrays
// that bash and zsh read alike.
#pragma once

#include <span>
#include <string>

#include "tools/rouse_commands.h"

namespace rouse::manual {

/// 'WORD:SUMMARY', a line for each command. A ':' in a summary stands as "\:", as zsh wants it.
std::string completed_commands(std::span<const tools::Command> commands);
/// [WORD]='OPERANDS', without brackets, of each command that has any.
std::string completed_operands(std::span<const tools::Command> commands);
/// 'COMMAND OPTION:SUMMARY', a line for each option, in both its forms; "OPTION=" where it takes a value.
std::string completed_options(std::span<const tools::Command> commands);
/// The names of all attributes, a line each.
std::string completed_attributes();

}  // namespace rouse::manual
