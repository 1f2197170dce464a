// ChkconfigRun: what the commands of chkconfig share: the tree, the service by its name, and what is said in
// the end.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "sysv/inventory.h"
#include "sysv/tree.h"
#include "sysv/xinetd_files.h"
#include "tools/chkconfig_options.h"

namespace rouse::tools {

struct Outcome {
  std::string output, errors;  // whole lines, for stdout and stderr
  int status = 0;
};

/// A service by its name: the init script of that name, else the file of xinetd; or why it cannot be told
/// about.
using FoundService = std::variant<sysv::Script, sysv::XinetdFile, Error, sysv::HeaderProblem>;

struct ChkconfigRun {
  const ChkconfigOptions& options;
  /// A person reads the errors, who gets the reasons that would disturb a program that knows the old texts.
  bool explains = false;
  sysv::Tree tree{options.root};
  Outcome outcome{};
  /// Files of xinetd's on this machine that have been changed: the daemon has not read them yet.
  std::vector<std::string> changed_files{};
  bool changes = false;  // something is other than before

  /// A line on stderr; the status becomes 1.
  void fail(std::string_view text);
  /// A line on stderr for a person; nothing otherwise.
  void explain(std::string_view text);
  /// That the scripts' folder or a level's cannot be read.
  void cannot_open(const Error& error);

  /// With --root: says it when a link in that tree leads out of it, to files of this machine.
  bool leads_out();
  FoundService find() const;
  /// Says why `found` is no service, if it is none.
  bool refused(const FoundService& found);
};

/// The level in which the machine is; nothing where nobody has set one.
std::optional<sysv::Levels> current_levels();

}  // namespace rouse::tools
