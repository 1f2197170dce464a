#include "builtin/tcpmux_line.h"

namespace rouse::builtin {

TcpmuxLine read_tcpmux_line(std::string_view seen) {
  using State = TcpmuxLine::State;
  seen = seen.substr(0, tcpmux_line_limit_bytes);
  std::size_t newline = seen.find('\n');
  if (newline == std::string_view::npos) {
    bool room = seen.size() < tcpmux_line_limit_bytes;
    return {.state = room ? State::incomplete : State::malformed, .name = {}, .line_bytes = 0};
  }
  bool named = newline >= 2 && seen[newline - 1] == '\r';
  if (!named) return {.state = State::malformed, .name = {}, .line_bytes = 0};
  return {.state = State::complete, .name = seen.substr(0, newline - 1), .line_bytes = newline + 1};
}

}  // namespace rouse::builtin
