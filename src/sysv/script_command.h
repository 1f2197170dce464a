// ScriptCommand: how an init script is run. It is given what `service` has always given, and nothing of its
// caller: an environment of two variables and a working folder (and a umask of 022), so that a script started
// by hand does the same as at boot (reference/sysv.md 1.4).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::sysv {

struct ScriptCommand {
  std::vector<std::string> argv;  // the first one is the path of the program
  std::vector<std::string> environment;
  std::string folder = "/";
};

/// What every script has as PATH.
inline constexpr std::string_view script_path = "/sbin:/usr/sbin:/bin:/usr/bin";

/// Where scripts look for Red Hat's library.
inline constexpr std::array red_hat_libraries{"/etc/init.d/functions", "/etc/rc.d/init.d/functions"};

/// The script reads the library of that path.
bool reads_library(std::string_view script, std::string_view library);
/// The script reads Red Hat's library under one of its paths.
bool reads_red_hat_functions(std::string_view script);

/// How the script at `path` is run, whose text is `script`, with `words` behind its name: by the program of
/// its first line, as the kernel has it, or by /bin/sh where it has none. But one for /bin/sh that reads Red
/// Hat's library is run by bash, which /bin/sh is there: it says $"..." in its user's language. `terminal`
/// is what TERM says.
ScriptCommand script_command(const std::string& path, std::string_view script,
                             const std::vector<std::string>& words, std::string_view terminal);

}  // namespace rouse::sysv
