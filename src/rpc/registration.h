// Registration: one thing that rpcbind is told of an RPC service, as a value: under which program, version
// and transport it is, and where. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::rpc {

struct Registration {
  std::uint32_t program = 0;
  std::uint32_t version = 0;
  std::string netid;    // the transport: "tcp", "udp", "tcp6", "udp6"
  std::string address;  // where, with its port: "0.0.0.0.156.64", "::.156.64" (universal addresses, RFC 5665)

  /// rpcbind keeps one registration of a program, version and transport.
  bool has_same_key(const Registration& other) const;
  auto operator<=>(const Registration&) const = default;
};

/// The universal address of a port on all addresses of a family.
std::string universal_address(bool ipv6, std::uint16_t port);
/// The port of a universal address; nothing where there is none in it.
std::optional<std::uint16_t> port_of(std::string_view universal_address);

/// How a registration stands with rpcbind.
enum class Standing : std::uint8_t {
  held,     // rpcbind has it
  perhaps,  // rpcbind had it before the connection ended
  refused,  // rpcbind has the program for somebody else
};
using Standings = std::map<Registration, Standing>;
/// Registrations that are wanted, each with the id of its service; two services may want the same.
using Wanted = std::multimap<Registration, std::string>;

/// What rpcbind is to be told, in this order.
struct Plan {
  std::vector<Registration> unset;
  std::vector<Registration> set;
  bool empty() const { return unset.empty() && set.empty(); }
};

/// What turns `standings` into `wanted`; with `ask_again` what was refused is tried once more.
Plan plan(const Standings& standings, const Wanted& wanted, bool ask_again);

}  // namespace rouse::rpc
