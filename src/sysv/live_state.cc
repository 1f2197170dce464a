#include "sysv/live_state.h"

#include <climits>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "sys/file.h"
#include "sys/process.h"

namespace rouse::sysv {

namespace {

constexpr std::size_t largest_pid_file_bytes = 4096;

/// The first line of a pid file may have several.
bool names_a_process(std::string_view pid_file) {
  for (std::string_view word : words(pid_file.substr(0, pid_file.find('\n')))) {
    std::optional<std::uint64_t> pid = whole_number(word, INT_MAX);
    if (pid && sys::pidfd_open(static_cast<pid_t>(*pid))) return true;
  }
  return false;
}

}  // namespace

bool seems_to_run(const Tree& tree, const Script& script) {
  std::vector<std::string> paths = script.header.pid_files;
  if (paths.empty()) paths.push_back("/var/run/" + script.name + ".pid");
  bool told = false;
  for (const std::string& path : paths) {
    Result<std::string> text = sys::read_file(tree.path(path), largest_pid_file_bytes);
    if (text && names_a_process(*text)) return true;
    told = told || text;
  }
  return !told && sys::readable(tree.path("/var/lock/subsys/" + script.name));
}

}  // namespace rouse::sysv
