// XinetdRecord: as what an xinetd was started, so that rouse can be started like it in its place, and it like
// itself on the way back (rouse takeover --undo). Meanwhile it is a file beside the control socket.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sys/circumstances.h"

namespace rouse::tools {

struct XinetdRecord {
  pid_t pid = 0;
  std::string program;             // its path
  std::string name;                // its first word: what it was called
  std::vector<std::string> words;  // behind it; paths are absolute
  std::vector<std::string> environment;
  sys::Circumstances circumstances;

  /// PROGRAM WORD..., as a person types it.
  std::string command() const;
};

std::string text_of(const XinetdRecord& record);
/// Nothing: it is not the whole text of one.
std::optional<XinetdRecord> record_of(std::string_view text);

/// Where it lies.
std::string record_path(const std::string& control_path);
/// In the place of an earlier one; for its owner alone to read, as an environment may hold secrets.
Result<void> write_record(const std::string& path, const XinetdRecord& record);
/// ENOENT: there is none; EPERM: somebody else may have written it; EBADMSG: it is not whole.
Result<XinetdRecord> read_record(const std::string& path);

}  // namespace rouse::tools
