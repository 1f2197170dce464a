// setup: the menu of the text screens that this machine has (reference/sysv.md 5.2).
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <clocale>
#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "screen/windows.h"
#include "sys/process.h"
#include "tools/setup_tools.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace {

using rouse::Result;
using rouse::screen::Windows;
using rouse::tools::SetupTool;
using rouse::tools::translated;

constexpr const char* version = "1.19.9";
constexpr int not_started = 127;

int complain(const std::string& text) {
  rouse::tools::complain(text + "\n");
  return 1;
}

/// What this machine's packages leave, and what was installed with this program.
std::vector<std::string> tool_folders() {
  std::vector<std::string> out = {"/etc/setuptool.d", "/usr/share/setuptool/setuptool.d"};
  std::error_code problem;
  std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", problem);
  std::string own = program.parent_path().parent_path() / "share/setuptool/setuptool.d";
  if (own != out.back()) out.push_back(own);
  return out;
}

/// As a person would type it. Nobody asks how it ends.
void run_command(const std::string& command) {
  std::array signals = {SIGINT, SIGQUIT};  // while it runs, these keys are meant for it
  for (int signal : signals) std::signal(signal, SIG_IGN);
  Result<pid_t> child = rouse::sys::fork_child([&] {
    for (int signal : signals) std::signal(signal, SIG_DFL);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    return not_started;
  });
  if (child) (void)rouse::sys::reap(*child);
  for (int signal : signals) std::signal(signal, SIG_DFL);
}

void furnish(Windows& windows) {
  windows.write(0, translated("Text Mode Setup Utility {}  (c) 2026 the rouse authors", version));
  windows.help(translated("    <Tab>/<Alt-Tab> between elements  |    Use <Enter> to edit a selection"));
}

void offer(Windows& windows, const std::vector<SetupTool>& tools) {
  rouse::screen::Menu menu{translated("Choose a Tool"), {}, translated("Run Tool"), translated("Quit")};
  for (const SetupTool& tool : tools) menu.entries.push_back(tool.name);
  std::optional<std::size_t> chosen = 0;
  while ((chosen = windows.choose(menu, *chosen))) windows.lend([&] { run_command(tools[*chosen].command); });
}

}  // namespace

int main() {
  rouse::tools::speak_the_callers_language();
  std::setlocale(LC_COLLATE, "");
  if (::getuid() != 0) return complain("\n" + translated("ERROR - You must be root to run setup."));
  std::vector<std::string> folders = tool_folders();
  std::vector<SetupTool> tools = rouse::tools::read_setup_tools(folders);
  if (tools.empty())
    return complain(translated("ERROR - No tool descriptions found in {} or {}.", folders[0], folders[1]));
  Result<std::unique_ptr<Windows>> windows = Windows::open();
  if (!windows) return complain(translated("{} needs a terminal", "setup"));
  furnish(**windows);
  offer(**windows, tools);
  return 0;
}
