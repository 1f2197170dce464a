#include "net/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "base/text.h"
#include "net/ipv4_text.h"

namespace rouse::net {

namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// fe80::/10, ff02::/16 and ff01::/16: the addresses whose scope getnameinfo names by interface.
bool scope_is_interface(const std::array<std::uint8_t, 16>& bytes) {
  if (bytes[0] == 0xfe) return (bytes[1] & 0xc0) == 0x80;
  return bytes[0] == 0xff && ((bytes[1] & 0x0f) == 1 || (bytes[1] & 0x0f) == 2);
}

std::optional<std::uint32_t> parse_scope(std::string_view text, const std::array<std::uint8_t, 16>& bytes) {
  if (scope_is_interface(bytes)) {
    unsigned index = if_nametoindex(std::string(text).c_str());
    if (index != 0) return index;
  }
  std::optional<std::uint64_t> number = whole_number(text, UINT32_MAX);
  if (!number) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

std::string scope_text(std::uint32_t scope, const std::array<std::uint8_t, 16>& bytes) {
  char name[IF_NAMESIZE];
  if (scope_is_interface(bytes) && if_indextoname(scope, name) != nullptr) return name;
  return std::to_string(scope);
}

std::optional<Address> parse_v6(std::string_view text) {
  std::size_t percent = text.find('%');
  std::string digits(text.substr(0, percent));
  std::array<std::uint8_t, 16> bytes{};
  if (digits.size() != std::strlen(digits.c_str())) return std::nullopt;
  if (inet_pton(AF_INET6, digits.c_str(), bytes.data()) != 1) return std::nullopt;
  if (percent == std::string_view::npos) return Address::v6(bytes);
  std::optional<std::uint32_t> scope = parse_scope(text.substr(percent + 1), bytes);
  if (!scope) return std::nullopt;
  return Address::v6(bytes, *scope);
}

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 32;
  value *= 0xd6e8feb86659fd93ULL;
  value ^= value >> 32;
  value *= 0xd6e8feb86659fd93ULL;
  return value ^ (value >> 32);
}

std::uint64_t hash_key() {
  static const std::uint64_t key = [] {
    std::random_device source;
    return (std::uint64_t{source()} << 32) | source();
  }();
  return key;
}

}  // namespace

Address Address::v4(std::uint32_t host_order) {
  Address out;
  out.kind_ = Kind::ipv4;
  std::uint32_t wire = htonl(host_order);
  std::memcpy(out.bytes_.data(), &wire, sizeof wire);
  return out;
}

Address Address::v6(std::span<const std::uint8_t, 16> bytes, std::uint32_t scope) {
  Address out;
  out.kind_ = Kind::ipv6;
  std::copy(bytes.begin(), bytes.end(), out.bytes_.begin());
  out.scope_ = scope;
  return out;
}

Address Address::local() {
  Address out;
  out.kind_ = Kind::local;
  return out;
}

std::optional<Address> Address::parse(std::string_view text) {
  if (std::optional<std::uint32_t> bits = parse_ipv4(text)) return v4(*bits);
  return parse_v6(text);
}

bool Address::is_mapped() const {
  return is_v6() && std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes_.begin());
}

bool Address::is_loopback() const {
  if (is_mapped()) return unmapped().is_loopback();
  if (is_v4()) return bytes_[0] == 127;
  return is_v6() && bytes_[15] == 1 && std::count(bytes_.begin(), bytes_.end(), 0) == 15;
}

bool Address::is_any() const {
  return (is_v4() || is_v6()) && std::count(bytes_.begin(), bytes_.end(), 0) == 16;
}

Address Address::unmapped() const {
  if (!is_mapped()) return *this;
  Address out;
  out.kind_ = Kind::ipv4;
  std::copy(bytes_.begin() + 12, bytes_.end(), out.bytes_.begin());
  return out;
}

std::uint32_t Address::v4_bits() const {
  std::uint32_t wire = 0;
  std::memcpy(&wire, bytes_.data(), sizeof wire);
  return ntohl(wire);
}

std::string Address::text() const {
  if (kind_ == Kind::none) return "<no address>";
  if (kind_ == Kind::local) return "local";
  char digits[INET6_ADDRSTRLEN];
  inet_ntop(is_v4() ? AF_INET : AF_INET6, bytes_.data(), digits, sizeof digits);
  std::string out(digits);
  if (scope_ != 0) out.append("%").append(scope_text(scope_, bytes_));
  return out;
}

Endpoint Endpoint::from(const sockaddr_storage& raw) {
  if (raw.ss_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &raw, sizeof in);
    return {Address::v4(ntohl(in.sin_addr.s_addr)), ntohs(in.sin_port)};
  }
  if (raw.ss_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &raw, sizeof in);
    return {Address::v6(in.sin6_addr.s6_addr, in.sin6_scope_id), ntohs(in.sin6_port)};
  }
  if (raw.ss_family == AF_UNIX) return {Address::local(), 0};
  return {};
}

unsigned Endpoint::to(sockaddr_storage& raw) const {
  raw = {};
  if (address.is_v4()) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    in.sin_addr.s_addr = htonl(address.v4_bits());
    std::memcpy(&raw, &in, sizeof in);
    return sizeof in;
  }
  if (address.is_v6()) {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    in.sin6_scope_id = address.scope();
    std::memcpy(in.sin6_addr.s6_addr, address.bytes().data(), 16);
    std::memcpy(&raw, &in, sizeof in);
    return sizeof in;
  }
  return 0;
}

std::string Endpoint::text() const {
  if (port == 0 || (!address.is_v4() && !address.is_v6())) return address.text();
  std::string host = address.is_v6() ? "[" + address.text() + "]" : address.text();
  return host + ":" + std::to_string(port);
}

std::size_t AddressHash::operator()(const Address& address) const {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, address.bytes().data(), 8);
  std::memcpy(&low, address.bytes().data() + 8, 8);
  std::uint64_t state = mixed(hash_key() ^ high);
  state = mixed(state ^ low);
  return mixed(state ^ address.scope() ^ (static_cast<std::uint64_t>(address.kind()) << 32));
}

}  // namespace rouse::net
