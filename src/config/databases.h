// Databases: /etc/services, /etc/protocols, /etc/rpc and /etc/networks as tables, read once, so that 5,000
// services are looked up in no time. The first entry of a name wins, as with getservbyname. NIS and LDAP are
// not asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "net/address.h"

namespace rouse::config {

class Databases {
 public:
  /// Each reads a file's text; lines that make no sense are passed over, as the C library does.
  void add_services(std::string_view text);
  void add_protocols(std::string_view text);
  void add_programs(std::string_view text);
  void add_networks(std::string_view text);

  /// By name or alias, and protocol; in host order.
  std::optional<std::uint16_t> port(std::string_view name, std::string_view protocol) const;
  std::optional<int> protocol(std::string_view name) const;
  std::optional<std::uint32_t> program(std::string_view name) const;
  /// Never 0.0.0.0, which is everybody.
  std::optional<net::Address> network(std::string_view name) const;

 private:
  std::unordered_map<std::string, std::uint16_t> ports_;  // "name/protocol"
  std::unordered_map<std::string, int> protocols_;
  std::unordered_map<std::string, std::uint32_t> programs_;
  std::unordered_map<std::string, net::Address> networks_;
};

}  // namespace rouse::config
