// NtsysvOptions: the command line of ntsysv as a value (reference/sysv.md 5.1).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sysv/levels.h"

namespace rouse::tools {

struct NtsysvOptions {
  std::optional<sysv::Levels> levels;  // nothing: the one in which the machine is
  bool back = false;                   // the second button says so: another screen was before this
  bool hide = false;                   // leave out what asks to be hidden
};

/// Why there is nothing to do, and the exit status that says so.
struct NtsysvComplaint {
  std::string text;
  int status = 1;
};

std::expected<NtsysvOptions, NtsysvComplaint> read_ntsysv_options(const std::vector<std::string_view>& words);

}  // namespace rouse::tools
