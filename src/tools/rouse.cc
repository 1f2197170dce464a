// rouse: the administrator's command. `rouse --help` tells what it takes.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "control/path.h"
#include "tools/columns.h"
#include "tools/rouse_commands.h"
#include "tools/rouse_services.h"
#include "tools/rouse_words.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace {

using rouse::translatable;
using rouse::tools::Command;
using rouse::tools::CommandOption;
using rouse::tools::complain;
using rouse::tools::Exit;
using rouse::tools::print;
using rouse::tools::RouseWords;
using rouse::tools::translated;
using rouse::tools::translation_of;

constexpr std::string_view options_help = translatable(R"(
Options:
  --json           the answer as one JSON object
  --control PATH   the daemon's control socket (default: your own daemon's, else /run/rouse/control)
  --help           what a command does
  --version        print the version

Exit status: 0 done, or it was so already; 1 failed; 2 wrong usage; 3 the daemon is not running; 4 not permitted;
5 no such service.
For programs: --json, the exit status and `changed: yes` are the same in every language; all else is for people.
)");

int usage_error(std::string_view complaint) {
  complain(fmt::format("rouse: {}\n{}\n", complaint, translated("rouse --help tells what it takes")));
  return static_cast<int>(Exit::usage);
}

std::string synopsis(const Command& command) {
  return command.operands.empty()
             ? std::string(command.word)
             : fmt::format("{} {}", command.word, translation_of(command.operands.data()));
}

int help() {
  std::vector<std::vector<rouse::tools::Cell>> rows;
  for (const Command& command : rouse::tools::rouse_commands())
    rows.push_back({{"  " + synopsis(command)}, {std::string(translation_of(command.summary.data()))}});
  print(translated("usage: rouse [COMMAND [NAME]] [OPTION]...\nWatches and directs roused, the daemon. Alone "
                   "it tells how every service is.\n\nCommands:"
                   "\n") +
        rouse::tools::columns(rows, false) + std::string(translation_of(options_help.data())));
  return 0;
}

std::string options_of(const Command& command) {
  std::vector<std::vector<rouse::tools::Cell>> rows;
  for (const CommandOption& option : command.options) {
    std::string words = option.letter.empty() ? "" : fmt::format("{}, ", option.letter);
    words += option.word;
    if (!option.value.empty()) words += fmt::format(" {}", option.value);
    rows.push_back({{"  " + words}, {std::string(translation_of(option.summary.data()))}});
  }
  return rows.empty() ? "" : "\n" + rouse::tools::columns(rows, false);
}

int help_about(const Command& command) {
  print(translated("usage: rouse {} [OPTION]...", synopsis(command)) +
        fmt::format("\n{}.\n\n{}{}{}", translation_of(command.summary.data()),
                    translation_of(command.details.data()), options_of(command),
                    translation_of(options_help.data())));
  return 0;
}

int run(const Command& command, const RouseWords& words) {
  if (!rouse::tools::takes(command.operands, words.operands.size()))
    return usage_error(translated("usage: rouse {}", synopsis(command)));
  bool colour = ::isatty(STDOUT_FILENO) == 1 && ::getenv("NO_COLOR") == nullptr;
  return static_cast<int>(
      command.run({.operands = words.operands,
                   .options = words.options,
                   .control_path = words.control_path.value_or(rouse::control::tool_path()),
                   .json = words.json,
                   .colour = colour}));
}

/// What `rouse` does alone.
constexpr Command overview{"", "", "", "", rouse::tools::rouse_overview};

int obey(const std::vector<std::string_view>& typed) {
  std::expected<RouseWords, std::string> words = rouse::tools::rouse_words(typed);
  if (!words) return usage_error(words.error());
  if (words->version) {
    print("rouse " ROUSE_VERSION "\n");
    return 0;
  }
  if (words->command == nullptr) return words->help ? help() : run(overview, *words);
  return words->help ? help_about(*words->command) : run(*words->command, *words);
}

}  // namespace

int main(int argc, char** argv) {
  rouse::tools::open_standard_output();
  rouse::tools::speak_the_callers_language();
  return rouse::tools::end_status("rouse", obey({argv + std::min(argc, 1), argv + argc}));
}
