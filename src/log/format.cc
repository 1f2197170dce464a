#include "log/format.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <array>
#include <cstring>

#include "log/json.h"
#include "log/local_time.h"
#include "log/utf8.h"

namespace rouse::log {

namespace {

constexpr Fields all_fields = {Field::host, Field::duration, Field::exit, Field::pid, Field::traffic};

std::optional<std::int64_t> exit_status(const Ended& ended) {
  if (!WIFEXITED(ended.wait_status)) return std::nullopt;
  return WEXITSTATUS(ended.wait_status);
}

std::optional<std::int64_t> fatal_signal(const Ended& ended) {
  if (!WIFSIGNALED(ended.wait_status)) return std::nullopt;
  return WTERMSIG(ended.wait_status);
}

/// xinetd writes nothing after "START: ID" when no option asks for more, but a service with any gets the
/// line.
std::string started_text(const std::string& id, const Started& started, Fields fields) {
  std::string out = "START: " + id;
  if (fields.has(Field::pid)) out += fmt::format(" pid={}", started.pid);
  if (fields.has(Field::host)) out += " from=" + started.peer.address.text();
  return out;
}

std::string refused_text(const std::string& id, const Refused& refused, Fields fields) {
  std::string out = fmt::format("FAIL: {} {}", id, refused.reason);
  if (fields.has(Field::host)) out += " from=" + refused.peer.address.text();
  return out;
}

std::string ended_text(const std::string& id, const Ended& ended, Fields fields) {
  std::string out = "EXIT: " + id;
  if (fields.has(Field::exit)) {
    if (auto status = exit_status(ended)) out += fmt::format(" status={}", *status);
    if (auto signal = fatal_signal(ended)) out += fmt::format(" signal={}", *signal);
  }
  if (fields.has(Field::pid)) out += fmt::format(" pid={}", ended.pid);
  if (fields.has(Field::duration)) out += fmt::format(" duration={}(sec)", ended.duration_s);
  return out;
}

/// The text of an event with the given fields; nothing when they do not ask for an entry of this kind.
struct Writer {
  const std::string& id;
  Fields success;
  Fields failure;

  std::optional<std::string> operator()(const Started& started) const {
    if (success.empty()) return std::nullopt;
    return started_text(id, started, success);
  }
  std::optional<std::string> operator()(const Refused& refused) const {
    if (failure.empty()) return std::nullopt;
    return refused_text(id, refused, failure);
  }
  std::optional<std::string> operator()(const Ended& ended) const {
    if (!success.has(Field::exit) && !success.has(Field::duration)) return std::nullopt;
    return ended_text(id, ended, success);
  }
  std::optional<std::string> operator()(const Traffic& traffic) const {
    if (!success.has(Field::traffic)) return std::nullopt;
    return fmt::format("TRAFFIC: {} in={}(bytes) out={}(bytes)", id, traffic.in_bytes, traffic.out_bytes);
  }
  std::optional<std::string> operator()(const Identified& identified) const {
    return fmt::format("USERID: {} {}", id, identified.user);
  }
  std::optional<std::string> operator()(const NotIdentified& caller) const {
    return fmt::format("NOID: {} {} {}", id, caller.peer.address.text(), caller.reason);
  }
};

/// What a JSON line holds, whichever kind of event it is.
struct Members {
  std::string_view event;
  const net::Endpoint* peer = nullptr;
  std::optional<std::int64_t> pid = std::nullopt;
  std::string_view reason = {};
  std::optional<std::int64_t> status = std::nullopt;
  std::optional<std::int64_t> signal = std::nullopt;
  std::optional<std::int64_t> duration_s = std::nullopt;
  std::optional<std::int64_t> in_bytes = std::nullopt;
  std::optional<std::int64_t> out_bytes = std::nullopt;
  std::optional<std::string_view> user = std::nullopt;
};

struct Collector {
  Members operator()(const Started& started) const { return {"started", &started.peer, started.pid}; }
  Members operator()(const Refused& refused) const {
    return {"refused", &refused.peer, std::nullopt, refused.reason};
  }
  Members operator()(const Ended& ended) const {
    return {"ended", &ended.peer, ended.pid, {}, exit_status(ended), fatal_signal(ended), ended.duration_s};
  }
  Members operator()(const Traffic& traffic) const {
    Members out{"traffic", &traffic.peer};
    out.in_bytes = static_cast<std::int64_t>(traffic.in_bytes);
    out.out_bytes = static_cast<std::int64_t>(traffic.out_bytes);
    return out;
  }
  Members operator()(const Identified& identified) const {
    Members out{"identified", &identified.peer};
    out.user = identified.user;
    return out;
  }
  Members operator()(const NotIdentified& caller) const {
    return {"not_identified", &caller.peer, std::nullopt, caller.reason};
  }
};

struct LevelWord {
  Level level;
  std::string_view text;
};
constexpr std::array<LevelWord, 6> level_words = {{{Level::critical, "CRITICAL"},
                                                   {Level::error, "ERROR"},
                                                   {Level::warning, "WARNING"},
                                                   {Level::notice, "NOTICE"},
                                                   {Level::info, "INFO"},
                                                   {Level::debug, "DEBUG"}}};

}  // namespace

std::optional<std::string> entry(const Event& event) {
  const Subject& service = *event.service;
  return std::visit(Writer{service.id, service.on_success, service.on_failure}, event.what);
}

std::string full_entry(const Event& event) {
  return std::visit(Writer{event.service->id, all_fields, all_fields}, event.what).value_or("");
}

std::string event_json(const Event& event) {
  Members members = std::visit(Collector{}, event.what);
  JsonObject out;
  out.add("time", iso_stamp(event.at)).add("event", members.event).add("service", event.service->id);
  out.add("address", members.peer->address.text()).add("port", std::int64_t{members.peer->port});
  out.add("pid", members.pid).add("reason", members.reason);
  out.add("status", members.status).add("signal", members.signal).add("duration_s", members.duration_s);
  if (members.in_bytes) out.add("in_bytes", members.in_bytes).add("out_bytes", members.out_bytes);
  if (members.user) out.add("user", *members.user);
  return out.text();
}

std::string message_json(WallTime at, Level level, std::string_view text) {
  return JsonObject().add("time", iso_stamp(at)).add("level", word(level)).add("message", text).text();
}

std::string_view word(Level level) {
  for (const LevelWord& row : level_words) {
    if (row.level == level) return row.text;
  }
  return "INFO";
}

std::string errno_text(int code) { return fmt::format("{} (errno = {})", std::strerror(code), code); }

std::string one_line(std::string_view text, std::size_t limit_bytes) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = std::max<std::size_t>(character_bytes(text), 1);
    if (out.size() + length > limit_bytes) break;
    bool control = static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7f;
    if (control) {
      out += text[0] == '\t' ? '\t' : '?';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return out;
}

std::string file_line(const Line& line, const Identity& identity, Format format) {
  if (format == Format::json) return std::string(line.text);
  if (line.level.empty()) return fmt::format("{}: {}", file_stamp(line.at), line.text);
  return fmt::format("{} {}[{}]: {}: {}", file_stamp(line.at), identity.name, identity.pid, line.level,
                     line.text);
}

std::string syslog_frame(const Line& line, const Identity& identity) {
  return fmt::format("<{}>{} {}[{}]: {}", line.priority, syslog_stamp(line.at), identity.name, identity.pid,
                     line.text);
}

}  // namespace rouse::log
