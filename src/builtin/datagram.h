// Datagrams: what the built-ins answer to one datagram, and whom they answer at all. Pure.
//
// xinetd answers everybody (reference/xinetd.md 7): a question with a forged source makes two built-ins talk
// to each other for ever, or one of them pour a thousand bytes on a stranger. Hence may_answer(), the length
// of chargen's answers, and SourceRate (builtin/source_rate.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/clock.h"
#include "builtin/kind.h"
#include "net/address.h"

namespace rouse::builtin {

/// The longest datagram that is looked at, and the longest answer; xinetd cuts echoes there too.
inline constexpr std::size_t datagram_limit_bytes = 2048;

/// Where chargen's pattern goes on: all askers share one, as in xinetd. A new one begins at the first line.
struct ChargenState {
  std::size_t line = 0;
};

/// Writes the answer to `question` and returns its length in bytes; nothing: there is none (discard, or
/// chargen to a stranger who sent nothing). `answer` has room for datagram_limit_bytes. chargen says 1024
/// bytes, but to others than loopback never more than it was sent.
std::optional<std::size_t> answer(Kind kind, std::span<const std::byte> question, std::span<std::byte> answer,
                                  WallTime now, ChargenState& state, bool from_loopback);

/// False for source ports that a question never comes from, but a forged one does: those below 1024 (other
/// servers) and those of the UDP built-ins of this machine.
bool may_answer(const net::Endpoint& asker, std::span<const std::uint16_t> builtin_ports);

}  // namespace rouse::builtin
