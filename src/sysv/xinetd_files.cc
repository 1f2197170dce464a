#include "sysv/xinetd_files.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "config/edit.h"
#include "sys/file.h"

namespace rouse::sysv {

Result<XinetdFile> read_xinetd_file(const Tree& tree, const std::string& name) {
  constexpr std::size_t largest_file_bytes = std::size_t{4} << 20;
  std::string path = tree.xinetd_file(name);
  std::error_code problem;
  bool there = std::filesystem::exists(path, problem);
  if (there && !std::filesystem::is_regular_file(path, problem)) return failed("open", ENODEV, path);
  Result<std::string> text = sys::read_file(path, largest_file_bytes);
  if (!text) return std::unexpected(text.error());
  XinetdFile out{name, *std::move(text), false, std::nullopt, {}, {}};
  out.on = config::is_on(out.text);
  out.default_on = config::default_in(out.text);
  out.descriptions = readable_header(out.text).descriptions;
  out.ids = config::service_ids(out.text);
  return out;
}

Result<std::vector<XinetdFile>> read_xinetd_files(const Tree& tree) {
  Result<std::vector<sys::DirectoryEntry>> entries = sys::read_directory(tree.xinetd_files());
  if (!entries) return std::unexpected(entries.error());
  std::ranges::sort(*entries, {}, &sys::DirectoryEntry::name);
  std::vector<XinetdFile> out;
  for (const sys::DirectoryEntry& entry : *entries) {
    if (!entry.regular || is_left_behind(entry.name)) continue;
    if (Result<XinetdFile> file = read_xinetd_file(tree, entry.name)) out.push_back(*std::move(file));
  }
  return out;
}

}  // namespace rouse::sysv
