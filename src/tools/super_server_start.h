// SuperServerStart: roused and xinetd started in each other's place: with the same words, environment,
// limits, nice value, oom_score_adj and umask (XinetdRecord).
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "sys/program.h"
#include "tools/xinetd_record.h"

namespace rouse::tools {

/// What a roused said that was asked something, and its exit status.
struct RousedAnswer {
  int status = 0;
  std::string output, errors;
};

/// Runs the roused that was installed with this program, with the words of `record` and `more` behind them,
/// until it ends: a question (--check), or a start, which ends when the daemon serves or has failed. Error:
/// it cannot be run, or takes longer than a minute.
Result<RousedAnswer> run_roused(const XinetdRecord& record, const std::vector<std::string>& more);

/// The same for a daemon. Error: it does not serve, with what it said of it.
Result<void> start_roused(const XinetdRecord& record, const std::vector<std::string>& more);

/// The words that have a daemon answer at this control socket; none where it does so anyway.
std::vector<std::string> control_words(const std::string& control_path);

/// Tells a daemon to end and to leave its servers alone, which rouse and xinetd both do at QUIT, and waits
/// for its end. ETIMEDOUT: it is still there.
Result<void> end_daemon(const Fd& process, Duration patience);

/// Whether there is something to start: a program that is not rouse by now.
Result<void> can_start(const XinetdRecord& record);
/// Starts xinetd in the background; the daemon. It says nothing of how it fares: its end, if it comes soon,
/// is all that shows. Error: it cannot be run, or refused to start.
Result<sys::Program> start_xinetd(const XinetdRecord& record);
/// How a process ended that start_xinetd() gave, in English: "exit status 1".
std::string end_of(const sys::Program& ended);

}  // namespace rouse::tools
