#include "sys/machine.h"

#include <sys/resource.h>

#include <charconv>

#include "sys/file.h"

namespace rouse::sys {

Result<double> load_average() {
  Result<std::string> text = read_file("/proc/loadavg", 4096);
  if (!text) return std::unexpected(text.error());
  double load = 0;
  auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), load);
  if (problem != std::errc{}) return failed("read", 0, "/proc/loadavg");
  return load;
}

Result<Limits> descriptor_limits() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return failed("getrlimit");
  return Limits{.soft = limit.rlim_cur, .hard = limit.rlim_max};
}

Result<void> set_soft_descriptors(std::uint64_t soft) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return failed("getrlimit");
  limit.rlim_cur = soft;
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return failed("setrlimit");
  return {};
}

}  // namespace rouse::sys
