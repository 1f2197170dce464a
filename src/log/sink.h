// Sink: where finished lines go: a file, syslog, the journal, a terminal. Writing never blocks and never
// fails for the caller; what goes wrong becomes a note, once, and what got lost is counted.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "log/event.h"

namespace rouse::log {

/// Under which name and pid the daemon speaks: `xinetd` or `roused` (argv[0]), and the keeper's pid.
struct Identity {
  std::string name;
  pid_t pid = 0;
};

/// plain: xinetd's formats; json: every line is an object, and files put nothing before it.
enum class Format : std::uint8_t { plain, json };

/// One line on its way out.
struct Line {
  WallTime at = 0;
  int priority = 0;          // as syslog numbers it: facility | level
  std::string_view text;     // without a prefix, one line
  std::string_view service;  // id; empty for the daemon's own messages
  std::string_view level;    // "ERROR", ...: the daemon's own messages in files
};

/// What a sink has to say about itself.
struct Note {
  Level level = Level::error;
  std::string text;
};

class Sink {
 public:
  virtual ~Sink() = default;
  virtual void write(const Line& line) = 0;
  /// Whether `text` was the last that was written, by whomever; false also where nobody can know.
  virtual bool ends_with(std::string_view text) const { return text.empty(); }
  /// After HUP: the file may have been renamed, the socket replaced.
  virtual void reopen() {}
  /// Lines that were lost since the sink was made.
  std::uint64_t lost() const { return lost_total_; }
  /// The notes since the last call; the owner logs them elsewhere.
  std::vector<Note> take_notes() { return std::exchange(notes_, {}); }

 protected:
  void note(Level level, std::string text) { notes_.push_back({level, std::move(text)}); }
  void count_loss() {
    ++lost_total_;
    ++lost_now_;
  }
  /// Lines lost since take_loss().
  std::uint64_t pending_loss() const { return lost_now_; }
  std::uint64_t take_loss() { return std::exchange(lost_now_, 0); }

 private:
  std::vector<Note> notes_;
  std::uint64_t lost_total_ = 0;
  std::uint64_t lost_now_ = 0;
};

}  // namespace rouse::log
