#include "builtin/datagram.h"

#include <algorithm>
#include <string_view>

#include "builtin/daytime.h"
#include "builtin/pattern.h"
#include "builtin/time.h"

namespace rouse::builtin {

namespace {

constexpr std::uint16_t first_unprivileged_port = 1024;
constexpr std::size_t chargen_bytes = 1024;

/// As much of `bytes` as `room` holds.
std::size_t copied(std::span<const std::byte> bytes, std::span<std::byte> room) {
  std::size_t size = std::min(bytes.size(), room.size());
  std::copy_n(bytes.begin(), size, room.begin());
  return size;
}

std::size_t copied(std::string_view text, std::span<std::byte> room) {
  return copied(std::as_bytes(std::span(text)), room);
}

/// Lines of the pattern until `room` is full; the last one is shorter, and ends in CRLF like the others.
void write_lines(std::span<std::byte> room, ChargenState& state) {
  while (!room.empty()) {
    std::size_t size = std::min(pattern_line_bytes, room.size());
    std::string_view line = pattern_text().substr(state.line * pattern_line_bytes, pattern_line_bytes);
    copied(line.substr(0, size - 2), room);
    copied("\r\n", room.subspan(size - 2));
    state.line = (state.line + 1) % pattern_lines;
    room = room.subspan(size);
  }
}

std::optional<std::size_t> chargen_answer(std::size_t question_bytes, std::span<std::byte> answer,
                                          ChargenState& state, bool from_loopback) {
  write_lines(answer.first(chargen_bytes), state);
  std::size_t size = from_loopback ? chargen_bytes : std::min(chargen_bytes, question_bytes);
  if (size == 0) return std::nullopt;
  return size;
}

std::size_t time_answer(WallTime now, std::span<std::byte> answer) {
  std::array<char, 4> bytes = time_bytes(now);
  return copied(std::as_bytes(std::span(bytes)), answer);
}

}  // namespace

std::optional<std::size_t> answer(Kind kind, std::span<const std::byte> question, std::span<std::byte> answer,
                                  WallTime now, ChargenState& state, bool from_loopback) {
  switch (kind) {
    case Kind::echo:
      return copied(question, answer.first(datagram_limit_bytes));
    case Kind::chargen:
      return chargen_answer(question.size(), answer, state, from_loopback);
    case Kind::daytime:
      return copied(daytime_text(now), answer);
    case Kind::time:
      return time_answer(now, answer);
    case Kind::discard:
      break;
  }
  return std::nullopt;
}

bool may_answer(const net::Endpoint& asker, std::span<const std::uint16_t> builtin_ports) {
  if (asker.port < first_unprivileged_port) return false;
  return std::find(builtin_ports.begin(), builtin_ports.end(), asker.port) == builtin_ports.end();
}

}  // namespace rouse::builtin
