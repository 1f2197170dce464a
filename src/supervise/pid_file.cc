#include "supervise/pid_file.h"

#include "base/text.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/stamp.h"

namespace rouse::supervise {

namespace {

constexpr std::size_t limit_bytes = 64;
constexpr std::uint64_t pid_most = 1U << 22;
constexpr WallTime rounding_s = 1;
constexpr std::int64_t ns_per_s = 1'000'000'000;

}  // namespace

std::optional<pid_t> pid_in(const std::string& path) {
  Result<std::string> text = sys::read_file(path, limit_bytes);
  if (!text) return std::nullopt;
  std::string_view line = std::string_view(*text).substr(0, text->find('\n'));
  std::optional<std::uint64_t> pid = whole_number(trimmed(line), pid_most);
  return pid && *pid > 0 ? std::optional(static_cast<pid_t>(*pid)) : std::nullopt;
}

bool means_process(const std::string& path, pid_t pid, WallTime since) {
  Result<WallTime> started = sys::start_of(pid);
  Result<sys::FileStamp> file = sys::stamp_of(path);
  if (!started || !file) return false;
  return *started >= since - rounding_s || *started <= file->changed_ns / ns_per_s + rounding_s;
}

}  // namespace rouse::supervise
