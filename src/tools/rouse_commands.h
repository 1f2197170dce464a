// Commands: every `rouse COMMAND`: what it is called, what it takes, what its help says, and who does it. The
// one table; help, completion and the reading of a command line follow it.
#pragma once

#include <span>
#include <string_view>

#include "tools/rouse_request.h"

namespace rouse::tools {

/// An option that one command takes beside those that all take.
struct CommandOption {
  std::string_view word;          // "--since"
  std::string_view letter = {};   // "-f"; empty: none
  std::string_view value = {};    // what its value is called, "TIME"; empty: it takes none
  std::string_view summary = {};  // to be translated
};

struct Command {
  std::string_view word;
  /// Their names, each behind a blank; in brackets those that may be left out: "NAME [LEVEL]".
  std::string_view operands;
  std::string_view summary;
  std::string_view details;  // what --help of it says below; all three are to be translated
  Exit (*run)(const RouseRequest& request);
  std::span<const CommandOption> options = {};
};

std::span<const Command> rouse_commands();

/// The command that `word` says; null: none.
const Command* rouse_command(std::string_view word);

/// The option that `word` says, in either form; null: the command takes none of that name.
const CommandOption* option_of(const Command& command, std::string_view word);

}  // namespace rouse::tools
