// Tree: where a machine keeps its init scripts, their links and xinetd's files. Debian has the levels in
// /etc/rcN.d, Red Hat in /etc/rc.d/rcN.d with links in /etc; both are found, below any root (an image that is
// being built).
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sysv/levels.h"

namespace rouse::sysv {

class Tree {
 public:
  /// Looks which folders there are. `root` is empty for this machine.
  explicit Tree(const std::string& root = {});

  /// /etc/init.d, or /etc/rc.d/init.d where only that is there.
  const std::string& scripts() const { return scripts_; }
  std::string script(std::string_view name) const;
  /// /etc/rcN.d, or /etc/rc.d/rcN.d where only that is there; a missing one belongs beside the scripts.
  const std::string& level(int level) const { return levels_[static_cast<std::size_t>(level)]; }
  /// /etc/chkconfig.d: files whose values replace those of the scripts (reference/sysv.md 4.8).
  const std::string& overrides() const { return overrides_; }
  /// /etc/xinetd.d
  const std::string& xinetd_files() const { return xinetd_files_; }
  std::string xinetd_file(std::string_view name) const;
  /// "/etc/insserv.conf", below the root: for the files that are not the tools' own.
  std::string path(std::string_view absolute) const { return root_ + std::string(absolute); }

 private:
  std::string root_;
  std::string scripts_, overrides_, xinetd_files_;
  std::array<std::string, 8> levels_;
};

/// Left behind by an editor or a package manager: neither a script nor a file of xinetd
/// (reference/sysv.md 4.3).
bool is_left_behind(std::string_view file_name);

}  // namespace rouse::sysv
