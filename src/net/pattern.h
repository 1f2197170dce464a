// Pattern: one word of only_from or no_access (reference/xinetd.md 3.2), read without asking any resolver.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "net/address.h"

namespace rouse::net {

/// An address and how many of its leading bits count. Bits beyond them are kept as written and ignored.
struct Prefix {
  Address address;
  unsigned bits = 0;
  bool with_mask =
      false;  // written with bits or a netmask, not as an address alone: the dump tells them apart
  /// IPv4 prefixes contain IPv4 and IPv4-mapped callers, IPv6 prefixes only IPv6 ones (`::/0` also mapped,
  /// never plain IPv4, as xinetd). A scope counts only if the prefix has one. Pass the caller as it is, not
  /// unmapped.
  bool contains(const Address& caller) const;
  auto operator<=>(const Prefix&) const = default;
};

/// A host name: the caller's own (forward-confirmed) name must equal it.
struct HostName {
  std::string name;
  auto operator<=>(const HostName&) const = default;
};

/// ".example.com": the caller's name must end in it.
struct DomainSuffix {
  std::string suffix;  // with the leading dot
  auto operator<=>(const DomainSuffix&) const = default;
};

/// a.b.c.{d,e}: one prefix per value in braces; each means what a.b.c.d written alone means (so 127.{0,1} is
/// 127.0.0.0/8 and 127.1.0.0/16).
struct Factorised {
  std::vector<Prefix> prefixes;
  auto operator<=>(const Factorised&) const = default;
};

using Pattern = std::variant<Prefix, HostName, DomainSuffix, Factorised>;

struct PatternProblem {
  std::string message;  // as xinetd words it where it has words: "Bad address: 1..2.{3}. Consecutive dots"
  /// xinetd disables the service for it; otherwise ("failed to parse X") it drops the word and keeps the
  /// list.
  bool disables_service = false;
};

/// Reads one word. The order of attempts is xinetd's: numeric, name, address/bits, factorised.
/// Dotted netmasks (192.168.0.0/255.255.0.0) and IPv6 /128 mean what they say (docs/differences.md); bits out
/// of range and netmasks with holes are problems. A HostName is text that could be one; only a resolver knows
/// more. Network names of /etc/networks read as a HostName here; the loader may replace them.
std::expected<Pattern, PatternProblem> parse_pattern(std::string_view word);

/// As the dump prints it: "1.2.3.4(NUMERIC)", "10.0.0.0/255.0.0.0(NET)", ".example.com(HOST)"; a factorised
/// word as its values, separated by blanks.
std::string dump_text(const Pattern& pattern);

}  // namespace rouse::net
