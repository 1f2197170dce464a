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

enum class Question : std::uint8_t { name, groups };

struct ResolverQuestion {
  std::uint32_t number = 0;
  Question kind = Question::name;
  net::Kind family = net::Kind::none;
  std::array<std::uint8_t, 16> address{};
  std::uint32_t scope = 0;
  std::uint32_t primary_gid = 0;
  std::array<char, name_limit_bytes> user{};
};

struct ResolverAnswer {
  std::uint32_t number = 0;
  bool confirmed = false;
  bool known = false;  // groups: the account exists
  std::uint32_t group_count = 0;
  std::array<char, name_limit_bytes> name{};
  std::array<std::uint32_t, groups_limit> groups{};
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

}  // namespace rouse::listen
