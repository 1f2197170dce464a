#include "attend/mux_directory.h"

#include "base/text.h"

namespace rouse::attend {

void MuxDirectory::take(std::span<const MuxName> names) {
  numbers_.clear();
  std::string help;
  for (const MuxName& one : names) {
    bool first = numbers_.emplace(lower(one.name), one.number).second;
    if (first) help += one.name + "\r\n";
  }
  help_ = std::make_shared<const std::string>(std::move(help));
}

std::optional<std::uint32_t> MuxDirectory::find(std::string_view name) const {
  auto found = numbers_.find(lower(name));
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

}  // namespace rouse::attend
