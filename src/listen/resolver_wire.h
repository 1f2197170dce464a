// What steward and resolver say to each other: one fixed struct a message over a SOCK_SEQPACKET pair. Both
// ends are the same program, but the resolver reads what DNS servers sent: the steward checks every length.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "net/address.h"

namespace rouse::listen {

inline constexpr std::size_t name_limit_bytes = 256;
inline constexpr std::size_t groups_limit = 1024;

inline constexpr std::size_t addresses_limit = 64;

enum class Question : std::uint8_t { name, groups, addresses };

struct ResolverQuestion {
  std::uint32_t number = 0;
  Question kind = Question::name;
  net::Kind family = net::Kind::none;
  std::array<std::uint8_t, 16> address{};
  std::uint32_t scope = 0;
  std::uint32_t primary_gid = 0;
  std::array<char, name_limit_bytes> subject{};  // groups: the account; addresses: the host
};

/// An address as it crosses: no scope, the kind decides how many bytes count.
struct WireAddress {
  net::Kind kind = net::Kind::none;
  std::array<std::uint8_t, 16> bytes{};
};

struct ResolverAnswer {
  std::uint32_t number = 0;
  bool confirmed = false;
  bool unknown = false;  // name: nobody could tell whether there is one
  bool known = false;    // groups: the account exists
  std::uint32_t group_count = 0;
  std::array<char, name_limit_bytes> name{};
  std::array<std::uint32_t, groups_limit> groups{};
  std::uint32_t address_count = 0;
  std::array<WireAddress, addresses_limit> addresses{};
};

/// Text into a fixed field, always terminated; false: it does not fit, and the field is empty.
inline bool put_text(std::array<char, name_limit_bytes>& field, std::string_view text) {
  field.fill('\0');
  if (text.size() >= field.size()) return false;
  std::memcpy(field.data(), text.data(), text.size());
  return true;
}

inline std::string_view text_of(const std::array<char, name_limit_bytes>& field) {
  return {field.data(), ::strnlen(field.data(), field.size())};
}

/// The address of these parts; Kind::none for anything but IPv4 and IPv6.
inline net::Address address_of(net::Kind kind, const std::array<std::uint8_t, 16>& bytes,
                               std::uint32_t scope = 0) {
  if (kind == net::Kind::ipv6) return net::Address::v6(bytes, scope);
  if (kind != net::Kind::ipv4) return {};
  return net::Address::v4(static_cast<std::uint32_t>(bytes[0]) << 24 |
                          static_cast<std::uint32_t>(bytes[1]) << 16 |
                          static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3]);
}

}  // namespace rouse::listen
