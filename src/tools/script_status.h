// ScriptStatus: what an init script says when it is asked for its status, and what that means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "loop/co.h"
#include "loop/loop.h"
#include "supervise/script_run.h"
#include "sysv/tree.h"

namespace rouse::tools {

struct ScriptStatus {
  std::string name;
  std::optional<supervise::ScriptEnd> end;
  std::string complaint;  // a line, where there is no end: why the script could not run
};

/// One word for an exit status of `status` (reference/sysv.md 1.5): running, stopped, ...
std::string_view state_word(int exit_status);

/// Runs `SCRIPT status` in `folder`.
loop::Co<ScriptStatus> ask_script(loop::Loop* loop, const sysv::Tree* tree, std::string name,
                                  std::string folder, supervise::ScriptOutput output, Duration time_limit);

/// The same, apart from everything else: it blocks until the end. An error: the machine has no descriptors
/// left, or the like.
Result<ScriptStatus> script_status(const sysv::Tree& tree, const std::string& name, std::int64_t timeout_s);

/// As a JSON object: {"name":..,"kind":"script","state":..,"exit_status":..,"output":..,"errors":..}. One
/// that could not run or was overdue has the state "unknown" and no exit status.
std::string json_text(const ScriptStatus& status);

}  // namespace rouse::tools
