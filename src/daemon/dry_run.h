// DryRun: what `roused --runlevel N` would do, told and not done (--dry-run). Pure but for dry_run().
#pragma once

#include <span>
#include <string>

#include "daemon/options.h"
#include "sysv/rc_plan.h"

namespace rouse::daemon {

/// For people: who stops, who starts, each with those that it waits for, and what does not run, with the
/// reason.
std::string dry_run_text(int level, std::span<const sysv::RcEntry> entries, const sysv::RcPlan& plan);
/// The same for programs, one object.
std::string dry_run_json(int level, std::span<const sysv::RcEntry> entries, const sysv::RcPlan& plan);

/// Prints it for this machine; the exit status: 1 when the level cannot be read.
int dry_run(const Options& options);

}  // namespace rouse::daemon
