// Lookups by DNS and NSS. They block for as long as name servers take: only the resolver makes them.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "net/address.h"

namespace rouse::sys {

/// The name of an address (getnameinfo, NI_NAMEREQD); empty: it has none. An error: nobody could tell.
Result<std::string> reverse_name(const net::Address& address);
/// All addresses of a name.
std::vector<net::Address> addresses_of(const std::string& name);

/// Whether a name that an address has holds good.
struct NameProof {
  bool confirmed = false;  // one of its addresses is this one
  bool canonical = false;  // it is the name's own spelling, no alias of another and no number
};
NameProof proof_of(const std::string& name, const net::Address& address);

}  // namespace rouse::sys
