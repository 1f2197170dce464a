#include "sys/other_process.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "base/text.h"
#include "sys/file.h"

namespace rouse::sys {

namespace {

constexpr std::size_t largest_file_bytes = std::size_t{4} << 20;

std::string file_of(pid_t pid, std::string_view file) {
  return "/proc/" + std::to_string(pid) + "/" + std::string(file);
}

}  // namespace

Result<Fd> take_descriptor(int pidfd, int number) {
  int fd = static_cast<int>(::syscall(SYS_pidfd_getfd, pidfd, number, 0));
  if (fd < 0) return failed("pidfd_getfd");
  return Fd(fd);
}

Result<std::vector<int>> sockets_of(pid_t pid) {
  Result<std::vector<std::string>> names = directory_names(file_of(pid, "fd"));
  if (!names) return std::unexpected(names.error());
  std::vector<int> out;
  for (const std::string& name : *names) {
    std::optional<std::uint64_t> number = whole_number(name, INT_MAX);
    Result<std::string> target = link_target(file_of(pid, "fd/" + name));
    if (number && target && target->starts_with("socket:")) out.push_back(static_cast<int>(*number));
  }
  std::ranges::sort(out);
  return out;
}

Result<std::string> namespace_of(pid_t pid, std::string_view kind) {
  return link_target(file_of(pid, "ns/" + std::string(kind)));
}

Result<std::vector<std::string>> words_of(pid_t pid, std::string_view file) {
  Result<std::string> text = read_file(file_of(pid, file), largest_file_bytes);
  if (!text) return std::unexpected(text.error());
  std::vector<std::string> out;
  std::string_view rest = *text;
  while (!rest.empty()) {
    std::size_t end = std::min(rest.find('\0'), rest.size());
    out.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::vector<pid_t> processes() {
  std::vector<pid_t> out;
  for (const std::string& name : directory_names("/proc").value_or(std::vector<std::string>())) {
    std::optional<std::uint64_t> number = whole_number(name, INT_MAX);
    if (number) out.push_back(static_cast<pid_t>(*number));
  }
  std::ranges::sort(out);
  return out;
}

std::vector<pid_t> children_of(pid_t pid) {
  std::vector<pid_t> out = processes();
  std::erase_if(out, [pid](pid_t each) { return parent_of(each).value_or(-1) != pid; });
  return out;
}

Result<std::string> program_of(pid_t pid) {
  constexpr std::string_view gone = " (deleted)";
  Result<std::string> path = link_target(file_of(pid, "exe"));
  if (path && path->ends_with(gone)) path->resize(path->size() - gone.size());
  return path;
}

Result<std::string> name_of(pid_t pid) {
  Result<std::string> text = read_file(file_of(pid, "comm"), 4096);
  if (text && text->ends_with('\n')) text->pop_back();
  return text;
}

std::uint64_t resident_in(std::string_view statm) {
  static const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::vector<std::string_view> pages = words(statm);
  return pages.size() > 1 ? whole_number(pages[1]).value_or(0) * page_bytes : 0;
}

std::uint64_t resident_bytes_of(pid_t pid) {
  Result<std::string> statm = read_file(file_of(pid, "statm"), 4096);
  return statm ? resident_in(*statm) : 0;
}

Result<pid_t> parent_of(pid_t pid) {
  std::string path = file_of(pid, "stat");
  Result<std::string> text = read_file(path, 4096);
  if (!text) return std::unexpected(text.error());
  std::vector<std::string_view> fields =
      words(std::string_view(*text).substr(text->rfind(')') + 1));  // behind the name: state, parent
  std::optional<std::uint64_t> parent = fields.size() > 1 ? whole_number(fields[1], INT_MAX) : std::nullopt;
  if (!parent) return failed("read", EINVAL, path);
  return static_cast<pid_t>(*parent);
}

}  // namespace rouse::sys
