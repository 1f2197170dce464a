// Preparation: what a script that was written for Red Hat finds on this machine before it runs: its library
// under both names, and the files that such scripts read and write without asking. Only what is missing is
// made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sysv/script_command.h"
#include "sysv/tree.h"

namespace rouse::sysv {

/// Rouse's library of shell functions: below the folder of a program that was built, or beside that of one
/// which is installed. The place follows from the program that runs, not from what its caller says.
std::string own_functions();

/// Lets /etc/init.d/functions and /etc/rc.d/init.d/functions answer, by links to `library` where there is
/// nothing; makes /etc/sysconfig/network and /var/lock/subsys. The error is that of a library which `script`,
/// a script's text, reads: without it that one cannot run, while of the other things the script itself
/// complains if it needs them.
Result<void> prepare_red_hat_script(const Tree& tree, const std::string& library, std::string_view script);

/// The script at `path` with `words` behind its name, ready to run: as script_command has it, and prepared
/// for with own_functions() where it reads Red Hat's library.
Result<ScriptCommand> ready_script(const Tree& tree, const std::string& path,
                                   const std::vector<std::string>& words, std::string_view terminal);

}  // namespace rouse::sysv
