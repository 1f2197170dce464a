// TakeoverJudgement: what roused says of taking the place of a running xinetd, before anything is changed.
#pragma once

#include <string>

#include "base/error.h"
#include "tools/xinetd_record.h"

namespace rouse::tools {

struct TakeoverJudgement {
  std::string hindrance;    // why the kernel does not let the doors be taken; empty: it does
  bool has_errors = false;  // in the configuration
  bool loses_doors = false;
  std::string findings;  // for people, or as one JSON object
};

/// ESRCH: that xinetd has ended.
Result<TakeoverJudgement> judge_takeover(const XinetdRecord& record, bool json);

}  // namespace rouse::tools
