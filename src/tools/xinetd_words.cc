#include "tools/xinetd_words.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace rouse::tools {

namespace {

constexpr std::array<std::string_view, 3> with_path = {"-f", "-filelog", "-pidfile"};
constexpr std::array<std::string_view, 5> with_value = {"-syslog", "-limit", "-logprocs", "-shutdownprocs",
                                                        "-cc"};

bool takes_path(std::string_view option) { return std::ranges::find(with_path, option) != with_path.end(); }

bool takes_value(std::string_view option) {
  return takes_path(option) || std::ranges::find(with_value, option) != with_value.end();
}

}  // namespace

std::expected<std::vector<std::string>, std::string> absolute_words(std::vector<std::string> words,
                                                                    const std::string& folder) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!takes_value(words[i])) continue;
    std::string& value = words[i + 1];
    if (takes_path(words[i++]) && !value.starts_with('/')) {
      if (folder.empty()) return std::unexpected(value);
      value.insert(0, folder + "/");
    }
  }
  return words;
}

std::vector<std::string> background_words(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  bool stays = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "-dontfork") stays = true;
    if (words[i] == "-dontfork" || words[i] == "-d") continue;
    out.push_back(words[i]);
    if (takes_value(words[i]) && i + 1 < words.size()) out.push_back(words[++i]);
  }
  if (stays) out.emplace_back("-stayalive");
  return out;
}

}  // namespace rouse::tools
