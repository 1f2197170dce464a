#include "sys/circumstances.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "sys/file.h"

namespace rouse::sys {

namespace {

/// No other line of the file begins so: line ends in names are escaped there (proc(5)).
Result<mode_t> umask_of(pid_t pid) {
  constexpr std::string_view label = "\nUmask:\t";
  std::string path = "/proc/" + std::to_string(pid) + "/status";
  Result<std::string> text = read_file(path, 65536);
  if (!text) return std::unexpected(text.error());
  std::size_t at = text->find(label);
  mode_t out = 0;
  if (at == std::string::npos) return failed("read", EINVAL, path);
  const char* begin = text->data() + at + label.size();
  auto [end, problem] = std::from_chars(begin, text->data() + text->size(), out, 8);
  if (problem != std::errc{}) return failed("read", EINVAL, path);
  return out;
}

std::optional<int> nice_of(pid_t pid) {
  errno = 0;
  int nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(pid));  // -1 is a nice value, too
  return errno == 0 ? std::optional(nice) : std::nullopt;
}

std::optional<int> oom_score_adj_of(pid_t pid) {
  Result<std::string> text = read_file("/proc/" + std::to_string(pid) + "/oom_score_adj", 64);
  int out = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), out).ec != std::errc{})
    return std::nullopt;
  return out;
}

}  // namespace

Result<Circumstances> circumstances_of(pid_t pid) {
  Circumstances out;
  for (int resource = 0; resource < RLIM_NLIMITS; ++resource) {
    rlimit limit{};
    if (::prlimit(pid, static_cast<__rlimit_resource>(resource), nullptr, &limit) != 0)
      return failed("prlimit", std::to_string(pid));
    out.limits.push_back({.soft = limit.rlim_cur, .hard = limit.rlim_max});
  }
  Result<mode_t> mask = umask_of(pid);
  if (!mask) return std::unexpected(mask.error());
  out.umask = *mask;
  out.nice = nice_of(pid);
  out.oom_score_adj = oom_score_adj_of(pid);
  return out;
}

/// What the kernel does not allow stays as it is.
void take_circumstances(const Circumstances& from) {
  auto count = static_cast<int>(std::min<std::size_t>(from.limits.size(), RLIM_NLIMITS));
  for (int resource = 0; resource < count; ++resource) {
    const Limits& limits = from.limits[static_cast<std::size_t>(resource)];
    rlimit wanted{.rlim_cur = limits.soft, .rlim_max = limits.hard};
    (void)::setrlimit(static_cast<__rlimit_resource>(resource), &wanted);
  }
  if (from.nice) (void)::setpriority(PRIO_PROCESS, 0, *from.nice);
  if (!from.oom_score_adj) return;
  Fd file(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  if (file) (void)write_all(file.raw(), std::to_string(*from.oom_score_adj));
}

}  // namespace rouse::sys
