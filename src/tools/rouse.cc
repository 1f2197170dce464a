// rouse: the administrator's command. `rouse --help` tells what it takes.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "control/path.h"
#include "tools/columns.h"
#include "tools/rouse_changes.h"
#include "tools/rouse_reload.h"
#include "tools/rouse_request.h"
#include "tools/rouse_runlevel.h"
#include "tools/rouse_services.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace {

using rouse::translatable;
using rouse::tools::complain;
using rouse::tools::Exit;
using rouse::tools::print;
using rouse::tools::RouseRequest;
using rouse::tools::translated;
using rouse::tools::translation_of;

struct Subcommand {
  std::string_view word;
  std::string_view operand;  // its name, in brackets where it may be left out; empty: it takes none
  std::string_view summary;
  std::string_view details;  // what --help of it says below; all three are to be translated
  Exit (*run)(const RouseRequest& request);
};

constexpr std::array subcommands = {
    Subcommand{
        "list", "", translatable("every service: mode, state, where it listens, sessions now/limit"),
        translatable("States: open; closed (by order, see `rouse close`); paused (more calls than cps "
                     "allows); waiting (for\n"
                     "its port); disabled (by its configuration); failed (it cannot be served, `rouse "
                     "show` says why).\n"
                     "Of residents (mode = standalone): running; starting; waiting (for those it comes "
                     "after); resting (it\n"
                     "ended, and is started again soon); given up (it ended too often); stopped.\n"),
        rouse::tools::rouse_list},
    Subcommand{"show", translatable("NAME"), translatable("all about one service"),
               translatable("NAME is a service's id, or its name.\n"), rouse::tools::rouse_show},
    Subcommand{"open", translatable("NAME"), translatable("opens the door of a service that was closed"),
               translatable("Takes `rouse close` back. A service that its configuration disables stays "
                            "disabled:\n"
                            "`chkconfig NAME on` enables it.\n"),
               rouse::tools::rouse_open},
    Subcommand{
        "close", translatable("NAME"), translatable("closes the door of a service"),
        translatable("Callers are refused until `rouse open`, or until the daemon is restarted; a "
                     "reload keeps the door\n"
                     "closed. Sessions that run go on. A server that holds the door itself (wait = yes) "
                     "keeps it until it\n"
                     "ends.\n"),
        rouse::tools::rouse_close},
    Subcommand{"start", translatable("NAME"), translatable("starts a resident, and waits until it serves"),
               translatable("A resident is a service with mode = standalone. Waits for those that it comes "
                            "after, too.\n"),
               rouse::tools::rouse_start},
    Subcommand{"stop", translatable("NAME"), translatable("stops a resident, and waits for its end"),
               translatable("It stays stopped until `rouse start`, or until the daemon is restarted.\n"),
               rouse::tools::rouse_stop},
    Subcommand{"restart", translatable("NAME"), translatable("stops a resident and starts it again"),
               translatable("Waits until it serves. One that is stopped is started.\n"),
               rouse::tools::rouse_restart},
    Subcommand{
        "reload", "", translatable("reads the configuration anew and tells the result"),
        translatable("Tells which services are new, other or gone, and every error with its line. Fails "
                     "if nothing was taken\n"
                     "over; the old configuration stays in service then.\n"),
        rouse::tools::rouse_reload},
    Subcommand{"runlevel", translatable("[LEVEL]"),
               translatable("tells the runlevel, or brings the machine into another one"),
               translatable("Tells the previous runlevel (N: none) and this one, and during a change which "
                            "scripts run. With a LEVEL\n"
                            "from 1 to 5 the change begins, and is not waited for. The daemon must have been "
                            "started with --runlevel.\n"),
               rouse::tools::rouse_runlevel},
};

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

struct CommandLine {
  std::vector<std::string> words;
  std::optional<std::string> control_path;
  bool json = false, help = false, version = false;
};

int usage_error(std::string_view complaint) {
  complain(fmt::format("rouse: {}\n{}\n", complaint, translated("rouse --help tells what it takes")));
  return static_cast<int>(Exit::usage);
}

/// Nothing: it was wrong, and that has been told.
std::optional<CommandLine> read(const std::vector<std::string_view>& words) {
  CommandLine out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (word == "--json")
      out.json = true;
    else if (word == "--help" || word == "-h")
      out.help = true;
    else if (word == "--version")
      out.version = true;
    else if (word == "--control" && i + 1 < words.size())
      out.control_path = words[++i];
    else if (word.starts_with('-')) {
      usage_error(word == "--control" ? translated("--control needs a path")
                                      : translated("{} is no option", rouse::escaped(word)));
      return std::nullopt;
    } else
      out.words.emplace_back(word);
  }
  return out;
}

std::string synopsis(const Subcommand& subcommand) {
  return subcommand.operand.empty()
             ? std::string(subcommand.word)
             : fmt::format("{} {}", subcommand.word, translation_of(subcommand.operand.data()));
}

int help() {
  std::vector<std::vector<rouse::tools::Cell>> rows;
  for (const Subcommand& subcommand : subcommands)
    rows.push_back({{"  " + synopsis(subcommand)}, {std::string(translation_of(subcommand.summary.data()))}});
  print(translated(
            "usage: rouse COMMAND [NAME] [OPTION]...\nWatches and directs roused, the daemon.\n\nCommands:"
            "\n") +
        rouse::tools::columns(rows, false) + std::string(translation_of(options_help.data())));
  return 0;
}

int help_about(const Subcommand& subcommand) {
  print(translated("usage: rouse {} [OPTION]...", synopsis(subcommand)) +
        fmt::format("\n{}.\n\n{}{}", translation_of(subcommand.summary.data()),
                    translation_of(subcommand.details.data()), translation_of(options_help.data())));
  return 0;
}

int unknown(std::string_view word) {
  std::vector<std::string_view> known;
  for (const Subcommand& subcommand : subcommands) known.push_back(subcommand.word);
  std::optional<std::string_view> meant = rouse::nearest(word, known);
  std::string shown = rouse::escaped(word, 60);
  return usage_error(meant ? translated("{} is no command; did you mean {}?", shown, *meant)
                           : translated("{} is no command", shown));
}

int run(const Subcommand& subcommand, const CommandLine& line) {
  std::size_t most = subcommand.operand.empty() ? 0 : 1;
  std::size_t least = subcommand.operand.starts_with('[') ? 0 : most;
  std::vector<std::string> operands(line.words.begin() + 1, line.words.end());
  if (operands.size() < least || operands.size() > most)
    return usage_error(translated("usage: rouse {}", synopsis(subcommand)));
  bool colour = ::isatty(STDOUT_FILENO) == 1 && ::getenv("NO_COLOR") == nullptr;
  return static_cast<int>(
      subcommand.run({.operands = std::move(operands),
                      .control_path = line.control_path.value_or(rouse::control::tool_path()),
                      .json = line.json,
                      .colour = colour}));
}

int obey(const std::vector<std::string_view>& words) {
  std::optional<CommandLine> line = read(words);
  if (!line) return static_cast<int>(Exit::usage);
  if (line->version) {
    print("rouse " ROUSE_VERSION "\n");
    return 0;
  }
  if (line->words.empty()) return line->help ? help() : usage_error(translated("which command?"));
  const auto* subcommand = std::ranges::find(subcommands, line->words.front(), &Subcommand::word);
  if (subcommand == subcommands.end()) return unknown(line->words.front());
  return line->help ? help_about(*subcommand) : run(*subcommand, *line);
}

}  // namespace

int main(int argc, char** argv) {
  rouse::tools::open_standard_output();
  rouse::tools::speak_the_callers_language();
  return rouse::tools::end_status("rouse", obey({argv + std::min(argc, 1), argv + argc}));
}
