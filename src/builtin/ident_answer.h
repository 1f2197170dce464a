// What an ident server (RFC 1413) answers, and why there may be no answer. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string_view>

namespace rouse::builtin {

enum class IdentFailure : std::uint8_t { no_server, timeout, system_error, receive_error, bad_response };

/// As xinetd's NOID lines say it (reference/xinetd.md 4.13).
inline constexpr std::array<std::string_view, 5> ident_failure_words = {
    "no server", "timeout", "system error", "error while receiving response", "bad response"};

/// "no server", ..., "bad response"; lives as long as the program.
constexpr std::string_view ident_failure_text(IdentFailure failure) {
  return ident_failure_words[static_cast<std::size_t>(failure)];
}

/// The user in an answer without its CRLF, as xinetd logs it: all behind "USERID :", that is "UNIX : alice".
/// It is a part of `line`, and any bytes: escape it. bad_response: another pair of ports, an ERROR, a user
/// without a name, or no such answer at all.
std::expected<std::string_view, IdentFailure> read_ident_answer(std::string_view line,
                                                                std::uint16_t caller_port,
                                                                std::uint16_t local_port);

}  // namespace rouse::builtin
