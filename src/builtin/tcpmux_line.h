// The line with which a caller of tcpmux (RFC 1078) says what he wants: a service's name, then CRLF. Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace rouse::builtin {

/// The longest line, its CRLF included.
inline constexpr std::size_t tcpmux_line_limit_bytes = 1024;

struct TcpmuxLine {
  enum class State : std::uint8_t { incomplete, complete, malformed };
  State state = State::incomplete;
  std::string_view name;       // complete: without the CRLF, as the caller wrote it
  std::size_t line_bytes = 0;  // complete: with the CRLF; what follows is the service's
};

/// What has been said so far. Malformed: too long, no name, or a line that ends without CR (xinetd hangs up
/// on those too).
TcpmuxLine read_tcpmux_line(std::string_view seen);

}  // namespace rouse::builtin
