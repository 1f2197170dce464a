#include "warm/memory.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "sys/file.h"
#include "sys/other_process.h"

namespace rouse::warm {

namespace {

constexpr std::size_t rollup_bytes_most = 8192;
constexpr std::uint64_t bytes_per_kb = 1024;

}  // namespace

std::uint64_t shared_fairly(std::string_view smaps_rollup) {
  constexpr std::string_view name = "\nPss:";
  std::size_t at = smaps_rollup.find(name);
  if (at == std::string_view::npos) return 0;
  std::string_view rest = smaps_rollup.substr(at + name.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  std::uint64_t kb = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), kb);
  return kb * bytes_per_kb;
}

std::uint64_t memory_of(pid_t pid) {
  Result<std::string> text =
      sys::read_file("/proc/" + std::to_string(pid) + "/smaps_rollup", rollup_bytes_most);
  std::uint64_t fair = text ? shared_fairly(*text) : 0;
  return fair != 0 ? fair : sys::resident_bytes_of(pid);
}

}  // namespace rouse::warm
