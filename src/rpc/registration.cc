#include "rpc/registration.h"

#include <fmt/format.h>

#include "base/text.h"

namespace rouse::rpc {

bool Registration::has_same_key(const Registration& other) const {
  return program == other.program && version == other.version && netid == other.netid;
}

std::string universal_address(bool ipv6, std::uint16_t port) {
  return fmt::format("{}.{}.{}", ipv6 ? "::" : "0.0.0.0", port / 256, port % 256);
}

std::optional<std::uint16_t> port_of(std::string_view universal_address) {
  std::size_t low = universal_address.rfind('.');
  if (low == std::string_view::npos || low == 0) return std::nullopt;
  std::size_t high = universal_address.rfind('.', low - 1);
  if (high == std::string_view::npos) return std::nullopt;
  auto upper = whole_number(universal_address.substr(high + 1, low - high - 1), 255);
  auto lower = whole_number(universal_address.substr(low + 1), 255);
  if (!upper || !lower) return std::nullopt;
  return static_cast<std::uint16_t>(*upper * 256 + *lower);
}

Plan plan(const Standings& standings, const Wanted& wanted, bool ask_again) {
  Plan out;
  for (const auto& [registration, standing] : standings) {
    if (standing != Standing::refused && !wanted.contains(registration)) out.unset.push_back(registration);
  }
  for (auto at = wanted.begin(); at != wanted.end(); at = wanted.upper_bound(at->first)) {
    auto known = standings.find(at->first);
    bool is_news = known == standings.end() || known->second == Standing::perhaps;
    bool was_refused = known != standings.end() && known->second == Standing::refused;
    if (is_news || (was_refused && ask_again)) out.set.push_back(at->first);
  }
  return out;
}

}  // namespace rouse::rpc
