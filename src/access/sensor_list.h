// SensorList: the addresses that SENSOR services have shut out of every service, each until its end
// (reference/xinetd.md 4.7). Constant time per caller, however long the list is; a limit on the whole. Pure.
//
//   shut_out(A, end) -> listed, shut out until `end` -> sweep(): forgotten
//                         |  ^
//                         '--' shut_out(A, end) again: the later end holds
//
// IPv4-mapped addresses are the IPv4 addresses that they hold, so whoever is shut out at a dual-stack door is
// so at an IPv4 one; a link-local address counts together with its interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "base/clock.h"
#include "net/address.h"

namespace rouse::access {

class SensorList {
 public:
  /// Addresses that are listed at once, as many as in xinetd.
  static constexpr std::size_t most = 10'240;
  /// The end of what never ends (deny_time = FOREVER).
  static constexpr Instant never = Instant::max();

  enum class Outcome : std::uint8_t {
    added,
    extended,   // it was listed, and is so for longer now
    unchanged,  // it is listed for as long already, give or take a second
    full        // there are `most` others: it is not listed
  };
  /// Lists `source` until `end`.
  Outcome shut_out(const net::Address& source, Instant end, Instant now);
  /// Is the caller shut out? Exact to the moment, whether or not somebody has swept since.
  bool lists(const net::Address& caller, Instant now) const;
  /// Forgets those whose time is over; true if there are such since it was called last.
  bool sweep(Instant now);

  using Ends = std::unordered_map<net::Address, Instant, net::AddressHash>;
  /// Everybody on the list with his end; some may be over.
  const Ends& ends() const { return ends_; }

 private:
  void forget_expired(Instant now);

  Ends ends_;
  Instant first_end_ = never;  // nothing expires before; so a list full of others is not searched in vain
  bool forgot_some_ = false;
};

/// When somebody who calls a sensor now is let in again; 0 minutes (NEVER) is now, and negative ones are
/// FOREVER.
Instant end_of_denial(std::int64_t deny_time_min, Instant now);

}  // namespace rouse::access
