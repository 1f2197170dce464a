#include "supervise/pid_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/file.h"
#include "sys/ownership.h"
#include "sys/process.h"

namespace rouse::supervise {

namespace {

constexpr std::size_t limit_bytes = 64;
constexpr std::uint64_t pid_most = 1U << 22;
constexpr WallTime rounding_s = 1;

std::optional<pid_t> first_number(std::string_view text) {
  std::optional<std::uint64_t> pid = whole_number(trimmed(text.substr(0, text.find('\n'))), pid_most);
  return pid && *pid > 0 ? std::optional(static_cast<pid_t>(*pid)) : std::nullopt;
}

/// Process 1 and the daemon itself, whoever says so.
bool is_never_meant(pid_t pid) { return pid == 1 || pid == ::getpid() || pid == ::getppid(); }

}  // namespace

std::optional<pid_t> pid_in(const std::string& path) {
  Result<std::string> text = sys::read_file(path, limit_bytes);
  return text ? first_number(*text) : std::nullopt;
}

std::optional<PidNote> pid_note(const std::string& path) {
  Result<sys::Writing> writing = sys::read_writing(path, limit_bytes);
  std::optional<pid_t> pid = writing ? first_number(writing->text) : std::nullopt;
  if (!pid) return std::nullopt;
  return PidNote{
      .pid = *pid, .owner = writing->owner, .anybody = writing->anybody, .written = writing->changed};
}

std::string doubt_about(const PidNote& note, WallTime since) {
  if (is_never_meant(note.pid)) return "which is no daemon of a script";
  Result<WallTime> started = sys::start_of(note.pid);
  Result<uid_t> user = sys::user_of(note.pid);
  if (!started || !user) return "which is gone";
  if (*started < since - rounding_s && *started > note.written + rounding_s)
    return "which was started after that had been written";
  if (note.anybody) return "but everybody may write there";
  bool may_end_it = note.owner == 0 || note.owner == ::geteuid() || note.owner == *user;
  if (may_end_it) return {};
  return fmt::format("but that file is of uid {}, and the process of uid {}", note.owner, *user);
}

}  // namespace rouse::supervise
