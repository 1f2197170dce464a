// Kind: the built-in services that xinetd has over streams and datagrams (reference/xinetd.md 7).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rouse::builtin {

enum class Kind : std::uint8_t { echo, discard, chargen, daytime, time };

/// The built-in that a `type = INTERNAL` service of this name is.
constexpr std::optional<Kind> kind_of(std::string_view service_name) {
  if (service_name == "echo") return Kind::echo;
  if (service_name == "discard") return Kind::discard;
  if (service_name == "chargen") return Kind::chargen;
  if (service_name == "daytime") return Kind::daytime;
  if (service_name == "time") return Kind::time;
  return std::nullopt;
}

}  // namespace rouse::builtin
