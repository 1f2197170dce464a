#include "tools/ntsysv_options.h"

#include <fmt/format.h>

#include "tools/translation.h"

namespace rouse::tools {

namespace {

constexpr int status_of_bad_levels = 2;

/// In popt's words, which nobody translates.
std::unexpected<NtsysvComplaint> wrong(std::string_view word, std::string_view why) {
  return std::unexpected(NtsysvComplaint{fmt::format("{}: {}", word, why), 1});
}

}  // namespace

std::expected<NtsysvOptions, NtsysvComplaint> read_ntsysv_options(
    const std::vector<std::string_view>& words) {
  NtsysvOptions out;
  std::optional<std::string_view> levels;
  for (std::size_t at = 0; at < words.size() && words[at] != "--"; ++at) {
    std::string_view word = words[at];
    std::size_t equals = word.find('=');
    std::string_view name = word.substr(0, equals);
    if (word == "--back") {
      out.back = true;
    } else if (word == "--hide") {
      out.hide = true;
    } else if (name == "--level" || name == "--levels") {
      bool inside = equals != std::string_view::npos;
      if (!inside && at + 1 == words.size()) return wrong(word, "missing argument");
      levels = inside ? word.substr(equals + 1) : words[++at];
    } else if (word.starts_with('-') && word != "-") {
      return wrong(word, "unknown option");
    }
  }
  if (!levels) return out;
  out.levels = sysv::parse_levels(*levels);
  if (!out.levels)
    return std::unexpected(NtsysvComplaint{translated("bad argument to --levels"), status_of_bad_levels});
  return out;
}

}  // namespace rouse::tools
