// What steward and resolver say to each other: one fixed struct a message over a SOCK_SEQPACKET pair. Both
// ends are the same program, but the resolver reads what DNS servers sent: the steward checks every length.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "net/address.h"
#include "sys/wrappers.h"

namespace rouse::listen {

inline constexpr std::size_t name_limit_bytes = 256;
inline constexpr std::size_t groups_limit = 1024;

inline constexpr std::size_t addresses_limit = 64;

using WireText = std::array<char, name_limit_bytes>;

enum class Question : std::uint8_t { name, groups, addresses, wrap };

/// An address as it crosses: the kind decides how many bytes count.
struct WireAddress {
  net::Kind kind = net::Kind::none;
  std::array<std::uint8_t, 16> bytes{};
  std::uint32_t scope = 0;
};

struct ResolverQuestion {
  std::uint32_t number = 0;
  Question kind = Question::name;
  WireAddress caller;  // name, wrap
  std::uint32_t primary_gid = 0;
  WireText subject{};  // groups: the account; addresses: the host; wrap: the daemon
  // wrap
  WireAddress local;  // where he called
  std::uint16_t local_port = 0;
  WireText caller_name{};  // both as libwrap has names: empty until the rules turn on them
  WireText local_name{};
  bool name_in_doubt = false;  // nobody could tell one of them
  bool wants_rule = false;
};

/// Bytes, not bool: a resolver that is not itself any more may send any.
struct ResolverAnswer {
  std::uint32_t number = 0;
  std::uint8_t confirmed = 0;
  std::uint8_t canonical = 0;
  std::uint8_t unknown = 0;  // name: nobody could tell whether there is one
  std::uint8_t known = 0;    // groups: the account exists; wrap: `word` is the answer
  std::uint32_t group_count = 0;
  WireText name{};
  std::array<std::uint32_t, groups_limit> groups{};
  std::uint32_t address_count = 0;
  std::array<WireAddress, addresses_limit> addresses{};
  sys::WrapWord word = sys::WrapWord::denied;
  WireText doubt{};  // wrap: why nobody could tell
  WireText rule{};   // wrap, if asked for: which one decided
};

/// Text into a fixed field, always terminated; false: it does not fit, and the field is empty.
inline bool put_text(WireText& field, std::string_view text) {
  field.fill('\0');
  if (text.size() >= field.size()) return false;
  std::memcpy(field.data(), text.data(), text.size());
  return true;
}

inline std::string_view text_of(const WireText& field) {
  return {field.data(), ::strnlen(field.data(), field.size())};
}

inline WireAddress wire(const net::Address& address) {
  return {address.kind(), address.bytes(), address.scope()};
}

/// The address of these parts; Kind::none for anything but IPv4 and IPv6.
inline net::Address address_of(const WireAddress& wire) {
  if (wire.kind == net::Kind::ipv6) return net::Address::v6(wire.bytes, wire.scope);
  if (wire.kind != net::Kind::ipv4) return {};
  const auto& bytes = wire.bytes;
  return net::Address::v4(static_cast<std::uint32_t>(bytes[0]) << 24 |
                          static_cast<std::uint32_t>(bytes[1]) << 16 |
                          static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3]);
}

}  // namespace rouse::listen
