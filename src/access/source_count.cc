#include "access/source_count.h"

#include <array>

namespace rouse::access {

namespace {

bool is_link_local(const net::Address& address) {
  return address.bytes()[0] == 0xfe && (address.bytes()[1] & 0xc0) == 0x80;
}

}  // namespace

net::Address source_of(const net::Address& caller, unsigned prefix_bits) {
  if (!caller.is_v6() || caller.is_mapped() || is_link_local(caller)) return caller.unmapped();
  std::array<std::uint8_t, 16> network = caller.bytes();
  for (unsigned byte = 0; byte < network.size(); ++byte) {
    unsigned kept = std::min(8U, prefix_bits - std::min(prefix_bits, byte * 8));
    network[byte] &= static_cast<std::uint8_t>(0xff00U >> kept);
  }
  return net::Address::v6(network, caller.scope());
}

}  // namespace rouse::access
