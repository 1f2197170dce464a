// DaemonLog: what the daemon itself has to say: `Reconfigured: ...`, `bind failed ...`. One destination: the
// file of -filelog, a syslog facility, or stderr in the foreground.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "log/sink.h"

namespace rouse::log {

class DaemonLog {
 public:
  /// `clock` must outlive the log. Messages below `least` (debug is the lowest) are not written.
  /// `facility` as syslog numbers it (LOG_DAEMON) is used where the destination is syslog or the journal.
  DaemonLog(const Clock& clock, Identity identity, std::unique_ptr<Sink> sink, Format format = Format::plain,
            int facility = 3 << 3, Level least = Level::debug);

  /// One message, cut at 2048 bytes.
  void say(Level level, std::string_view text);
  void error(std::string_view text) { say(Level::error, text); }
  void warning(std::string_view text) { say(Level::warning, text); }
  void notice(std::string_view text) { say(Level::notice, text); }
  void info(std::string_view text) { say(Level::info, text); }
  void debug(std::string_view text) { say(Level::debug, text); }
  /// A critical message names the function: `PID {function} text` (reference/xinetd.md 6).
  void critical(std::string_view function, std::string_view text);
  /// Another destination from now on: the parts of the start before and after the options are read.
  void redirect(std::unique_ptr<Sink> sink) { sink_ = std::move(sink); }
  void reopen();

  const Identity& identity() const { return identity_; }

 private:
  void write(Level level, std::string_view text);
  void tell_notes(std::uint64_t lost_before);

  const Clock& clock_;
  Identity identity_;
  std::unique_ptr<Sink> sink_;
  Format format_;
  int facility_;
  Level least_;
};

/// LOG_DAEMON for "daemon", ...; nothing for a word that xinetd does not know (reference/xinetd.md 3,
/// log_type).
std::optional<int> facility_number(std::string_view word);

}  // namespace rouse::log
