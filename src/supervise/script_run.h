// ScriptRun: a script, or whatever else runs for a while and ends, with a limit to its time and to what is
// kept of its output.
//
//   running --its end--> ended        what it wrote until then is all that counts: a daemon that it leaves
//      |                   ^          behind may hold its output open for ever
//      | time_limit        |
//      v                   |
//   SIGTERM to its group --+
//      | 2 s               |
//      v                   |
//   SIGKILL to its group --+
//      | 2 s
//      v
//   given up (something in the kernel holds it)
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::supervise {

/// Where its output and its errors go: where this process's go, kept in the order they came, or kept apart.
enum class ScriptOutput : std::uint8_t { inherited, together, apart };

struct ScriptStart {
  std::vector<std::string> argv;  // the first one is the path of the program
  std::vector<std::string> environment;
  std::string folder = "/";
  std::string program = {};  // its path, where the first word is only what it is called
  ScriptOutput output = ScriptOutput::inherited;
  Duration time_limit = std::chrono::minutes(5);
  mode_t umask = 022;                                  // as init scripts have always had it
  std::optional<std::uint64_t> soft_descriptors = {};  // where it is not this process's own
  std::size_t kept_bytes = 65536;                      // of its output, and so many of its errors
};

/// The beginning of what was written (ScriptStart::kept_bytes), and how much more there was.
struct Kept {
  std::string text;
  std::uint64_t omitted_bytes = 0;
};

struct ScriptEnd {
  std::optional<int> wait_status;  // as waitpid has it; nothing: given up
  bool overdue = false;            // its time was up before it ended
  Kept output = {};                // with what it wrote as errors, where both are kept together
  Kept errors = {};
  /// Where what it has left behind may still write its output; none: nobody can. Closed, it breaks their
  /// pipe.
  Fd rest = {};

  /// As a shell has it in $?: the exit status, or 128 and the signal (given up: as if SIGKILL had ended it).
  int status() const;
};

/// Runs it as the leader of a process group, with standard input at its end, and awaits its end. An error: it
/// could not be started (exec's errno). Destroyed before that, it ends the group by SIGKILL, and reaps
/// nobody.
loop::Co<Result<ScriptEnd>> run_script(loop::Loop* loop, ScriptStart start);

}  // namespace rouse::supervise
