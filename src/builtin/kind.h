// Kind: the built-in services that xinetd has over streams and datagrams (reference/xinetd.md 7).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace rouse::builtin {

enum class Kind : std::uint8_t { echo, discard, chargen, daytime, time };

/// The built-in that a `type = INTERNAL` service of this name is, in whatever case it is written.
inline std::optional<Kind> kind_of(std::string_view service_name) {
  constexpr std::array<std::pair<std::string_view, Kind>, 5> kinds = {{{"echo", Kind::echo},
                                                                       {"discard", Kind::discard},
                                                                       {"chargen", Kind::chargen},
                                                                       {"daytime", Kind::daytime},
                                                                       {"time", Kind::time}}};
  for (const auto& [name, kind] : kinds) {
    if (same_word(name, service_name)) return kind;
  }
  return std::nullopt;
}

}  // namespace rouse::builtin
