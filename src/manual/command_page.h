// CommandPage: what the manual page of rouse says about its commands, made from their table.
#pragma once

#include <span>
#include <string>

#include "tools/rouse_commands.h"

namespace rouse::manual {

/// A list of mdoc(7) with an entry for each command, its options in it.
std::string command_list(std::span<const tools::Command> commands);

}  // namespace rouse::manual
