#include "log/daemon_log.h"

#include <fmt/format.h>
#include <syslog.h>

#include <array>

#include "base/text.h"
#include "log/format.h"

namespace rouse::log {

namespace {

struct Facility {
  std::string_view word;
  int number;
};
constexpr std::array<Facility, 17> facilities = {{{"daemon", LOG_DAEMON},
                                                  {"auth", LOG_AUTH},
                                                  {"authpriv", LOG_AUTHPRIV},
                                                  {"user", LOG_USER},
                                                  {"mail", LOG_MAIL},
                                                  {"lpr", LOG_LPR},
                                                  {"news", LOG_NEWS},
                                                  {"uucp", LOG_UUCP},
                                                  {"ftp", LOG_FTP},
                                                  {"local0", LOG_LOCAL0},
                                                  {"local1", LOG_LOCAL1},
                                                  {"local2", LOG_LOCAL2},
                                                  {"local3", LOG_LOCAL3},
                                                  {"local4", LOG_LOCAL4},
                                                  {"local5", LOG_LOCAL5},
                                                  {"local6", LOG_LOCAL6},
                                                  {"local7", LOG_LOCAL7}}};

}  // namespace

DaemonLog::DaemonLog(const Clock& clock, Identity identity, std::unique_ptr<Sink> sink, Format format,
                     int facility, Level least)
    : clock_(clock),
      identity_(std::move(identity)),
      sink_(std::move(sink)),
      format_(format),
      facility_(facility),
      least_(least) {}

void DaemonLog::say(Level level, std::string_view text) {
  if (level > least_) return;
  std::uint64_t lost = sink_->lost();
  write(level, text);
  tell_notes(lost);
}

void DaemonLog::critical(std::string_view function, std::string_view text) {
  say(Level::critical, fmt::format("{} {{{}}} {}", identity_.pid, function, text));
}

void DaemonLog::reopen() {
  std::uint64_t lost = sink_->lost();
  sink_->reopen();
  tell_notes(lost);
}

/// What the sink noted about itself goes into the sink, unless it is the very thing that does not work.
void DaemonLog::tell_notes(std::uint64_t lost_before) {
  std::vector<Note> notes = sink_->take_notes();
  if (sink_->lost() != lost_before) return;
  for (const Note& note : notes) write(note.level, note.text);
}

void DaemonLog::write(Level level, std::string_view text) {
  WallTime now = clock_.wall();
  std::string message = one_line(text, message_limit_bytes);
  if (format_ == Format::json) message = message_json(now, level, message);
  sink_->write({now, facility_ | static_cast<int>(level), message, {}, word(level)});
}

std::optional<int> facility_number(std::string_view word) {
  for (const Facility& facility : facilities) {
    if (same_word(word, facility.word)) return facility.number;
  }
  return std::nullopt;
}

}  // namespace rouse::log
