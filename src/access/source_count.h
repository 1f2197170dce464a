// SourceCounts: how many servers of one service run for each source (per_source). Constant time.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "net/address.h"

namespace rouse::access {

/// The source that a caller counts for, with per_source_prefix: of an IPv6 address the network of so many
/// bits. IPv4 addresses count alone, IPv4-mapped or not; link-local ones too, each with its interface: all of
/// them are one network, of neighbours.
net::Address source_of(const net::Address& caller, unsigned prefix_bits);

class SourceCounts {
 public:
  /// Servers running for exactly this source.
  std::uint64_t running(const net::Address& source) const {
    auto found = counts_.find(source);
    return found == counts_.end() ? 0 : found->second;
  }
  void add(const net::Address& source) { ++counts_[source]; }
  /// Takes one back; a source without a count stays at none.
  void remove(const net::Address& source) {
    auto found = counts_.find(source);
    if (found != counts_.end() && --found->second == 0) counts_.erase(found);
  }
  /// Sources that have a server now.
  std::size_t sources() const { return counts_.size(); }

 private:
  std::unordered_map<net::Address, std::uint64_t, net::AddressHash> counts_;
};

}  // namespace rouse::access
