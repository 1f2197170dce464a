#include "sys/machine.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace rouse::sys {

Result<Fd> open_load() {
  Fd file(::open("/proc/loadavg", O_RDONLY | O_CLOEXEC));
  if (!file) return failed("open", "/proc/loadavg");
  return file;
}

Result<double> load_average(int load_file) {
  std::array<char, 64> text;
  ssize_t size = ::pread(load_file, text.data(), text.size(), 0);
  if (size < 0) return failed("pread", "/proc/loadavg");
  double load = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + size, load);
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
