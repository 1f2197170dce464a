// Format: events and messages as text. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "log/event.h"
#include "log/sink.h"

namespace rouse::log {

/// Entries and messages are cut there, as xinetd cuts them (reference/xinetd.md 6).
inline constexpr std::size_t entry_limit_bytes = 1024;
inline constexpr std::size_t message_limit_bytes = 2048;

/// xinetd's service log entry: `START: ID [pid=N] [from=ADDR]`, `FAIL: ID REASON [from=ADDR]`,
/// `EXIT: ID [status=N|signal=N] [pid=N] [duration=N(sec)]`, `TRAFFIC: ID in=N(bytes) out=N(bytes)`, with the
/// parts that the service asked for; nothing when it asked for none (reference/xinetd.md 6). `USERID: ID
/// USER` and `NOID: ID ADDR REASON` whenever they happen.
std::optional<std::string> entry(const Event& event);
/// The entry with all its parts, whatever the service asked for.
std::string full_entry(const Event& event);
/// One object on one line, all members of its kind always:
/// time, event ("started", "refused", "ended", "traffic", "identified", "not_identified"), service, address,
/// port, pid, reason, status, signal, duration_s; in_bytes and out_bytes of "traffic", user of "identified".
std::string event_json(const Event& event);
/// time, level, message.
std::string message_json(WallTime at, Level level, std::string_view text);

/// "ERROR": the word that xinetd writes.
std::string_view word(Level level);
/// "Address already in use (errno = 98)": xinetd's %m.
std::string errno_text(int code);
/// At most `limit_bytes` of `text`, never half a UTF-8 character; control characters become `?`, so that one
/// message stays one line.
std::string one_line(std::string_view text, std::size_t limit_bytes);

/// How a line stands in a file: `YY/M/D@HH:MM:SS: ENTRY`, `YY/M/D@HH:MM:SS NAME[PID]: LEVEL: TEXT`, or with
/// Format::json the text alone. Without the newline.
std::string file_line(const Line& line, const Identity& identity, Format format);
/// `<PRI>Mon DD HH:MM:SS NAME[PID]: TEXT`.
std::string syslog_frame(const Line& line, const Identity& identity);

}  // namespace rouse::log
