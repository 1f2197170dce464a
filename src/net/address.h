// Address and Endpoint: who is calling and where a door is, as values. Pure: no resolver, no socket.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sockaddr;
struct sockaddr_storage;

namespace rouse::net {

/// The kinds of peer there are. `none` is a peer nobody knows (a stream wait = yes service): `<no address>`.
enum class Kind : std::uint8_t { none, ipv4, ipv6, local };

/// An IPv4 or IPv6 address (with its scope), a Unix-domain peer, or none. IPv4 bytes stand at the front.
class Address {
 public:
  Address() = default;
  static Address v4(std::uint32_t host_order);
  static Address v6(std::span<const std::uint8_t, 16> bytes, std::uint32_t scope = 0);
  static Address local();
  /// A numeric address as getaddrinfo(AI_NUMERICHOST) reads it: dotted IPv4 in all inet_aton forms (`10.1`,
  /// leading 0 octal, 0x), IPv6 with an optional %scope (a number or an interface of this machine).
  static std::optional<Address> parse(std::string_view text);

  Kind kind() const { return kind_; }
  bool is_v4() const { return kind_ == Kind::ipv4; }
  bool is_v6() const { return kind_ == Kind::ipv6; }
  /// IPv6 ::ffff:a.b.c.d.
  bool is_mapped() const;
  /// 127.0.0.0/8, also mapped, or ::1.
  bool is_loopback() const;
  /// 0.0.0.0 or ::.
  bool is_any() const;
  /// IPv4 for an IPv4-mapped address, else itself: decisions use this one, logs the original.
  Address unmapped() const;
  /// Valid for is_v4() only.
  std::uint32_t v4_bits() const;
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  /// The interface's number, 0: none given.
  std::uint32_t scope() const { return scope_; }
  /// Numeric text as getnameinfo(NI_NUMERICHOST) writes it: "127.0.0.1", "::ffff:127.0.0.1", "fe80::1%eth0";
  /// "<no address>" (reference/xinetd.md 4.2) and "local" for the kinds without one.
  std::string text() const;

  auto operator<=>(const Address&) const = default;

 private:
  std::uint32_t scope_ = 0;
  std::array<std::uint8_t, 16> bytes_{};
  Kind kind_ = Kind::none;
};

/// An address with a port (0: none).
struct Endpoint {
  [[no_unique_address]] Address address;  // whose padding the port fills: every conversation has an endpoint
  std::uint16_t port = 0;

  /// Kind::none for an address family that is neither INET, INET6 nor UNIX.
  static Endpoint from(const sockaddr_storage& raw);
  /// Fills `raw`; returns its length in bytes (0 for kinds without one).
  unsigned to(sockaddr_storage& raw) const;
  /// "127.0.0.1:23", "[::1]:23"; without a port the address alone.
  std::string text() const;
  auto operator<=>(const Endpoint&) const = default;
};

/// Keyed with a random number per process, so that no caller can choose addresses that collide.
struct AddressHash {
  std::size_t operator()(const Address& address) const;
};

}  // namespace rouse::net
