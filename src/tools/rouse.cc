// rouse: the administrator's command. `rouse --help` tells what it takes.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "control/path.h"
#include "tools/rouse_changes.h"
#include "tools/rouse_reload.h"
#include "tools/rouse_request.h"
#include "tools/rouse_runlevel.h"
#include "tools/rouse_services.h"

namespace {

using rouse::tools::Exit;
using rouse::tools::RouseRequest;

struct Subcommand {
  std::string_view word;
  std::string_view operand;  // its name, in brackets where it may be left out; empty: it takes none
  std::string_view summary;
  std::string_view details;  // what --help of it says below
  Exit (*run)(const RouseRequest& request);
};

constexpr std::array subcommands = {
    Subcommand{
        "list", "", "every service: mode, state, where it listens, sessions now/limit",
        "States: open; closed (by order, see `rouse close`); paused (more calls than cps allows); waiting "
        "(for\n"
        "its port); disabled (by its configuration); failed (it cannot be served, `rouse show` says why).\n"
        "Of residents (mode = standalone): running; starting; waiting (for those it comes after); resting "
        "(it "
        "ended,\n"
        "and is started again soon); given up (it ended too often); stopped.\n",
        rouse::tools::rouse_list},
    Subcommand{"show", "NAME", "all about one service", "NAME is a service's id, or its name.\n",
               rouse::tools::rouse_show},
    Subcommand{"open", "NAME", "opens the door of a service that was closed",
               "Takes `rouse close` back. A service that its configuration disables stays disabled:\n"
               "`chkconfig NAME on` enables it.\n",
               rouse::tools::rouse_open},
    Subcommand{
        "close", "NAME", "closes the door of a service",
        "Callers are refused until `rouse open`, or until the daemon is restarted; a reload keeps the door "
        "closed.\n"
        "Sessions that run go on. A server that holds the door itself (wait = yes) keeps it until it ends.\n",
        rouse::tools::rouse_close},
    Subcommand{"start", "NAME", "starts a resident, and waits until it serves",
               "A resident is a service with mode = standalone. Waits for those that it comes after, too.\n",
               rouse::tools::rouse_start},
    Subcommand{"stop", "NAME", "stops a resident, and waits for its end",
               "It stays stopped until `rouse start`, or until the daemon is restarted.\n",
               rouse::tools::rouse_stop},
    Subcommand{"restart", "NAME", "stops a resident and starts it again",
               "Waits until it serves. One that is stopped is started.\n", rouse::tools::rouse_restart},
    Subcommand{"reload", "", "reads the configuration anew and tells the result",
               "Tells which services are new, other or gone, and every error with its line. Fails if nothing "
               "was taken\n"
               "over; the old configuration stays in service then.\n",
               rouse::tools::rouse_reload},
    Subcommand{
        "runlevel", "[LEVEL]", "tells the runlevel, or brings the machine into another one",
        "Tells the previous runlevel (N: none) and this one, and during a change which scripts run. With a "
        "LEVEL\n"
        "from 1 to 5 the change begins, and is not waited for. The daemon must have been started with "
        "--runlevel.\n",
        rouse::tools::rouse_runlevel},
};

constexpr std::string_view options_help = R"(
Options:
  --json           the answer as one JSON object
  --control PATH   the daemon's control socket (default: your own daemon's, else /run/rouse/control)
  --help           what a command does
  --version        print the version

Exit status: 0 done, or it was so already; 1 failed; 2 wrong usage; 3 the daemon is not running; 4 not permitted;
5 no such service.
)";

struct CommandLine {
  std::vector<std::string> words;
  std::optional<std::string> control_path;
  bool json = false, help = false, version = false;
};

int usage_error(std::string_view complaint) {
  fmt::print(stderr, "rouse: {}\nrouse --help tells what it takes\n", complaint);
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
      usage_error(word == "--control" ? "--control needs a path"
                                      : fmt::format("{} is no option", rouse::escaped(word)));
      return std::nullopt;
    } else
      out.words.emplace_back(word);
  }
  return out;
}

std::string synopsis(const Subcommand& subcommand) {
  return subcommand.operand.empty() ? std::string(subcommand.word)
                                    : fmt::format("{} {}", subcommand.word, subcommand.operand);
}

int help() {
  fmt::print(
      "usage: rouse COMMAND [NAME] [OPTION]...\nWatches and directs roused, the daemon.\n\nCommands:\n");
  for (const Subcommand& subcommand : subcommands)
    fmt::print("  {:<15}  {}\n", synopsis(subcommand), subcommand.summary);
  fmt::print("{}", options_help);
  return 0;
}

int help_about(const Subcommand& subcommand) {
  fmt::print("usage: rouse {} [OPTION]...\n{}.\n\n{}{}", synopsis(subcommand), subcommand.summary,
             subcommand.details, options_help);
  return 0;
}

int unknown(std::string_view word) {
  std::vector<std::string_view> known;
  for (const Subcommand& subcommand : subcommands) known.push_back(subcommand.word);
  std::optional<std::string_view> meant = rouse::nearest(word, known);
  std::string complaint = fmt::format("{} is no command", rouse::escaped(word, 60));
  return usage_error(meant ? fmt::format("{}; did you mean {}?", complaint, *meant) : complaint);
}

int run(const Subcommand& subcommand, const CommandLine& line) {
  std::size_t most = subcommand.operand.empty() ? 0 : 1;
  std::size_t least = subcommand.operand.starts_with('[') ? 0 : most;
  std::vector<std::string> operands(line.words.begin() + 1, line.words.end());
  if (operands.size() < least || operands.size() > most)
    return usage_error(fmt::format("usage: rouse {}", synopsis(subcommand)));
  bool colour = ::isatty(STDOUT_FILENO) == 1 && ::getenv("NO_COLOR") == nullptr;
  return static_cast<int>(
      subcommand.run({.operands = std::move(operands),
                      .control_path = line.control_path.value_or(rouse::control::tool_path()),
                      .json = line.json,
                      .colour = colour}));
}

}  // namespace

int main(int argc, char** argv) {
  std::optional<CommandLine> line = read({argv + 1, argv + argc});
  if (!line) return static_cast<int>(Exit::usage);
  if (line->version) {
    fmt::print("rouse {}\n", ROUSE_VERSION);
    return 0;
  }
  if (line->words.empty()) return line->help ? help() : usage_error("which command?");
  const auto* subcommand = std::ranges::find(subcommands, line->words.front(), &Subcommand::word);
  if (subcommand == subcommands.end()) return unknown(line->words.front());
  return line->help ? help_about(*subcommand) : run(*subcommand, *line);
}
