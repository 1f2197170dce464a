// Ident (RFC 1413): asks the machine of a caller which of its users he is.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "builtin/ident_answer.h"
#include "loop/co.h"
#include "loop/loop.h"
#include "net/address.h"

namespace rouse::builtin {

/// The longest answer that is read, its CRLF included.
inline constexpr std::size_t ident_limit_bytes = 1024;

inline constexpr std::uint16_t ident_port = 113;

struct IdentQuestion {
  net::Endpoint caller;  // the connection that is asked about: its far end,
  net::Endpoint local;   // and its near end, from whose address the question goes out
  std::uint16_t server_port = ident_port;
};

/// The user as xinetd logs him ("UNIX : alice", any bytes: escape them), or why he is not known.
loop::Co<std::expected<std::string, IdentFailure>> ask_ident(loop::Loop* loop, IdentQuestion question,
                                                             Instant deadline);

}  // namespace rouse::builtin
