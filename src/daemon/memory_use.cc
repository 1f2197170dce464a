#include "daemon/memory_use.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/file.h"

namespace rouse::daemon {

std::uint64_t resident_pages(std::string_view statm) {
  std::size_t blank = statm.find(' ');
  if (blank == std::string_view::npos) return 0;
  std::string_view second = statm.substr(blank + 1);
  return whole_number(second.substr(0, second.find(' '))).value_or(0);
}

std::uint64_t memory_of(pid_t pid) {
  static const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  Result<std::string> statm = sys::read_file(fmt::format("/proc/{}/statm", pid));
  return statm ? resident_pages(*statm) * page_bytes : 0;
}

}  // namespace rouse::daemon
