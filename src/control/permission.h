// Permission: who may give which order. Pure.
//
//   root, the daemon's own user   everything
//   members of the group rouse    what changes nothing
//   others                        nothing
//
// An id that the kernel cannot tell here (sys::unknown_id: of another user namespace) is nobody's owner or
// reader.
#pragma once

#include <algorithm>
#include <optional>

#include "control/order.h"
#include "sys/peer.h"

namespace rouse::control {

inline constexpr const char* readers_group = "rouse";

struct Circle {
  uid_t owner = 0;               // the daemon's own user
  std::optional<gid_t> readers;  // the group rouse, where there is one
};

inline bool may_change(const Circle& circle, const sys::Peer& peer) {
  return peer.uid == 0 || (peer.uid == circle.owner && peer.uid != sys::unknown_id);
}

inline bool may_read(const Circle& circle, const sys::Peer& peer) {
  if (may_change(circle, peer)) return true;
  if (!circle.readers || *circle.readers == sys::unknown_id) return false;
  return std::ranges::find(peer.groups, *circle.readers) != peer.groups.end();
}

inline bool may(const Circle& circle, const sys::Peer& peer, const Order& order) {
  return row_of(order.kind).changes ? may_change(circle, peer) : may_read(circle, peer);
}

}  // namespace rouse::control
