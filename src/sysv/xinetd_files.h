// XinetdFile: a service that xinetd starts, as chkconfig shows it: a file of /etc/xinetd.d that is on or off
// (reference/sysv.md 4.9). One file may hold several services; it is switched as a whole.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "sysv/script_header.h"
#include "sysv/tree.h"

namespace rouse::sysv {

struct XinetdFile {
  std::string name;
  std::string text;
  bool on = false;
  std::optional<bool> default_on;  // what "# default: on" or off says
  std::vector<Description> descriptions;
  std::vector<std::string> ids;  // of the services in it
};

/// The codes are what chkconfig says of the file (reference/sysv.md 4.4), as for scripts: what is no
/// regular file, such as a folder or a pipe, is ENODEV.
Result<XinetdFile> read_xinetd_file(const Tree& tree, const std::string& name);
/// All that are listed (reference/sysv.md 4.3), sorted by their names' bytes; those that cannot be read are
/// left out. An error when there is no such folder.
Result<std::vector<XinetdFile>> read_xinetd_files(const Tree& tree);

}  // namespace rouse::sysv
