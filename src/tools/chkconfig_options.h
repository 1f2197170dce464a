// ChkconfigOptions: the command line of chkconfig as a value, read as popt read it (reference/sysv.md 4.1):
// options may stand behind operands, the last value of one counts, and `--` ends them.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sysv/levels.h"

namespace rouse::tools {

/// Programs ask for the version of the chkconfig that they know.
inline constexpr std::string_view chkconfig_version = "1.3.49.5";

enum class ChkconfigAction : std::uint8_t {
  list,
  query,  // is it on? The exit status tells
  add,
  remove,
  apply_override,
  on,
  off,
  reset,
  reset_priorities,
};

enum class ServiceKind : std::uint8_t { sysv, xinetd };

struct ChkconfigOptions {
  ChkconfigAction action = ChkconfigAction::list;
  std::string name;                 // of the service; empty: --list of all
  std::optional<ServiceKind> kind;  // --type; nothing: an init script if there is one
  std::optional<sysv::Levels> levels;
  bool strict = false;  // install_initd, remove_initd: dependencies must be there
  bool json = false;
  std::string root;  // --root: of the tree to work on; empty: this machine's
};

/// What chkconfig answers instead of doing anything; all but the version on stderr, with exit status 1.
struct ChkconfigAnswer {
  enum class Kind : std::uint8_t { usage, help, version, complaint };
  Kind kind = Kind::usage;
  std::string complaint;
};

/// `program` is the name under which it was started, without its path.
std::expected<ChkconfigOptions, ChkconfigAnswer> read_chkconfig_options(
    std::string_view program, const std::vector<std::string_view>& words);

}  // namespace rouse::tools
