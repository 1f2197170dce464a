// IPv4 text: a dotted address in every form that inet_aton reads, without asking libc.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rouse::net {

/// One to four numbers between dots, the last one filling the octets that are left: "10.1" is 10.0.0.1. A
/// number is decimal, octal behind a leading 0, hexadecimal behind 0x (reference/xinetd.md 3.2). Host byte
/// order.
std::optional<std::uint32_t> parse_ipv4(std::string_view text);

}  // namespace rouse::net
