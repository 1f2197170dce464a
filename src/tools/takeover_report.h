// TakeoverReport: what came of `rouse takeover`, for people and for programs.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/text.h"
#include "tools/rouse_request.h"

namespace rouse::tools {

struct TakeoverReport {
  Exit exit = Exit::failed;
  bool changed = false;
  Sentence text;     // what was done, or why not
  pid_t xinetd = 0;  // 0: there is none, or it does not matter
  pid_t rouse = 0;   // the same
  std::string_view way =
      {};  // "adopted": nobody was refused; "restarted": stopped, and the other one started
  std::string findings = {};  // what roused said of doors and configuration: as JSON if that is wanted
};

/// Prints it; its exit status.
Exit tell(const RouseRequest& request, const TakeoverReport& report);

}  // namespace rouse::tools
