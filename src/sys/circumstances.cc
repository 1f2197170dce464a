#include "sys/circumstances.h"

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

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
  return out;
}

void take_limits(const Circumstances& from) {
  auto count = static_cast<int>(std::min<std::size_t>(from.limits.size(), RLIM_NLIMITS));
  for (int resource = 0; resource < count; ++resource) {
    const Limits& limits = from.limits[static_cast<std::size_t>(resource)];
    rlimit wanted{.rlim_cur = limits.soft, .rlim_max = limits.hard};
    (void)::setrlimit(static_cast<__rlimit_resource>(resource), &wanted);  // not allowed to: it stays
  }
}

}  // namespace rouse::sys
