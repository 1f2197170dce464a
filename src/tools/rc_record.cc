#include "tools/rc_record.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "sys/file.h"
#include "sys/replace.h"
#include "sysv/rc_level.h"

namespace rouse::tools {

namespace {

struct Line {
  int level;
  std::string link;
  bool locked;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> out;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::vector<std::string_view> parts = rouse::words(text.substr(0, end));
    auto level = parts.size() < 2 ? std::nullopt : whole_number(parts[0], 6);
    if (level) out.push_back({static_cast<int>(*level), std::string(parts[1]), parts.size() > 2});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

supervise::StartedScripts read_record(const sysv::Tree& tree) {
  supervise::StartedScripts out;
  std::map<int, std::vector<sysv::RcEntry>> levels;
  for (const Line& line : lines_of(sys::read_file(tree.path(rc_record_path)).value_or(""))) {
    auto [found, is_new] = levels.try_emplace(line.level);
    if (is_new) found->second = sysv::read_level(tree, line.level).value_or(std::vector<sysv::RcEntry>{});
    for (const sysv::RcEntry& entry : found->second)
      if (sysv::file_name(entry.link) == line.link)
        out.insert_or_assign(entry.link.name, supervise::StartedScript{entry, line.locked});
  }
  return out;
}

Result<void> write_record(const sysv::Tree& tree, int level, const supervise::StartedScripts& started) {
  std::string text;
  for (const auto& [name, script] : started)
    text +=
        fmt::format("{} {}{}\n", level, sysv::file_name(script.entry.link), script.locked ? " locked" : "");
  std::string path = tree.path(rc_record_path);
  if (Result<void> made = sys::make_folders(path.substr(0, path.rfind('/'))); !made) return made;
  (void)sys::exclusive_create(path, "");  // there is one
  return sys::replace_content(path, text);
}

}  // namespace rouse::tools
