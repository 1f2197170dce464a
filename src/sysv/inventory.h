// Inventory: the init scripts that chkconfig manages, with their headers and links, each read once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "sysv/links.h"
#include "sysv/script_header.h"
#include "sysv/tree.h"

namespace rouse::sysv {

struct Script {
  std::string name;
  Header header;                                  // with the values of its override file
  std::optional<Header> bare;                     // the script's own, where an override file has changed it
  std::optional<HeaderProblem> override_problem;  // the override file counts for nothing
};

/// A script that chkconfig does not manage, and why.
struct UnmanagedScript {
  std::string name;
  HeaderProblem problem;
};

struct Inventory {
  std::vector<Script> scripts;  // sorted by their names' bytes
  std::vector<UnmanagedScript> unmanaged;
  LinkTable links;

  /// Nothing when chkconfig manages no script of that name.
  const Script* find(std::string_view name) const;
};

/// Why one script cannot be told about: it cannot be read, or has no usable header. The codes are what
/// chkconfig says of the file (reference/sysv.md 4.4): a folder is ENODEV, an empty file EINVAL.
using ScriptFault = std::variant<Error, HeaderProblem>;

std::expected<Script, ScriptFault> read_script(const Tree& tree, const std::string& name);

/// All regular files of the scripts' folder but those left behind (reference/sysv.md 4.3), and all links.
/// Scripts that cannot be read are left out.
Result<Inventory> read_inventory(const Tree& tree);
/// What a change of `target` has to know of: everything when it has an LSB header, whose dependencies move
/// the links of others, else itself and the links.
Result<Inventory> read_inventory(const Tree& tree, const Script& target);

}  // namespace rouse::sysv
