#include "tools/unit_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

#include "net/pattern.h"

namespace rouse::tools {

namespace {

using net::Address;
using net::Pattern;
using net::Prefix;

constexpr unsigned mapped_bits = 96;  // ::ffff:0:0/96
constexpr unsigned byte_bits = 8;

struct Sorted {
  std::vector<Prefix> networks;
  std::vector<std::string> left;
};

Address from_bytes(const Address& like, const std::array<std::uint8_t, 16>& bytes) {
  if (like.is_v6()) return Address::v6(bytes);
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) bits = bits << byte_bits | bytes[i];
  return Address::v4(bits);
}

/// The network as systemd counts it: callers over IPv4 are IPv4's, whatever socket they come to.
void add_network(const Prefix& prefix, bool takes_both, std::vector<Prefix>& out) {
  if (takes_both && prefix.address.is_mapped() && prefix.bits >= mapped_bits) {
    out.push_back({prefix.address.unmapped(), prefix.bits - mapped_bits});
    return;
  }
  out.push_back(prefix);
  std::array<std::uint8_t, 16> mapped{};
  mapped[10] = mapped[11] = 0xff;
  if (takes_both && prefix.address.is_v6() && prefix.contains(Address::v6(mapped)))
    out.push_back({Address::v4(0), 0});
}

Sorted sorted(const std::vector<Pattern>& patterns, bool takes_both) {
  Sorted out;
  for (const Pattern& pattern : patterns) {
    std::vector<Prefix> prefixes;
    if (const auto* one = std::get_if<Prefix>(&pattern)) prefixes = {*one};
    if (const auto* several = std::get_if<net::Factorised>(&pattern)) prefixes = several->prefixes;
    bool expressible = !prefixes.empty() &&
                       std::ranges::all_of(prefixes, [](const Prefix& p) { return p.address.scope() == 0; });
    if (!expressible) {
      std::string text = net::dump_text(pattern);
      out.left.push_back(text.substr(0, text.find('(')));
    } else {
      for (const Prefix& prefix : prefixes) add_network(prefix, takes_both, out.networks);
    }
  }
  return out;
}

/// The parts of `allowed` beside `hole`, which lies in it: one for each bit that the hole has more.
std::vector<Prefix> around(const Prefix& allowed, const Prefix& hole) {
  std::vector<Prefix> out;
  for (unsigned bit = allowed.bits; bit < hole.bits; ++bit) {
    std::array<std::uint8_t, 16> bytes = hole.address.bytes();
    bytes[bit / byte_bits] ^= static_cast<std::uint8_t>(0x80U >> bit % byte_bits);
    out.push_back({from_bytes(hole.address, bytes), bit + 1});
  }
  return out;
}

std::vector<Prefix> without(const std::vector<Prefix>& allowed, const Prefix& hole) {
  std::vector<Prefix> out;
  for (const Prefix& one : allowed) {
    bool same_family = one.address.is_v4() == hole.address.is_v4();
    if (same_family && hole.bits <= one.bits && hole.contains(one.address)) continue;
    bool lies_in = same_family && one.contains(hole.address);
    std::vector<Prefix> parts = lies_in ? around(one, hole) : std::vector{one};
    out.insert(out.end(), parts.begin(), parts.end());
  }
  return out;
}

/// Without the bits that do not count.
std::string network_text(const Prefix& prefix) {
  std::array<std::uint8_t, 16> bytes = prefix.address.bytes();
  unsigned all = prefix.address.is_v4() ? 32 : config::ipv6_bits;
  for (unsigned bit = prefix.bits; bit < all; ++bit)
    bytes[bit / byte_bits] &= static_cast<std::uint8_t>(~(0x80U >> bit % byte_bits));
  return fmt::format("{}/{}", from_bytes(prefix.address, bytes).text(), prefix.bits);
}

std::string lines_of(std::string_view setting, const std::vector<Prefix>& networks) {
  std::string out;
  for (const Prefix& one : networks) out += fmt::format("{}={}\n", setting, network_text(one));
  return out;
}

}  // namespace

UnitAccess unit_access(const config::ServiceConfig& service, bool takes_both) {
  Sorted refused = sorted(service.no_access, takes_both);
  UnitAccess out;
  out.no_access_left = refused.left;
  if (!service.only_from) {
    out.lines = lines_of("IPAddressDeny", refused.networks);
    return out;
  }
  Sorted allowed = sorted(*service.only_from, takes_both);
  for (const Prefix& hole : refused.networks) allowed.networks = without(allowed.networks, hole);
  out.lines = "IPAddressDeny=any\n" + lines_of("IPAddressAllow", allowed.networks);
  out.only_from_left = allowed.left;
  return out;
}

}  // namespace rouse::tools
