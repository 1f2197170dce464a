// Prospect: what is at the door of a service before the gate is asked: is it open, and whom does it let
// knock?
#pragma once

#include "access/walk.h"
#include "listen/engine.h"
#include "listen/service.h"

namespace rouse::listen {

/// `caller` as accept() would tell him: IPv4-mapped at a dual-stack door, without an address at a Unix-domain
/// one.
net::Address seen_at_door(const Engine& engine, const Service& service, const net::Address& caller);

/// What the door does about `caller`, in the form in which it sees him, at this moment.
access::Step door_step(const Engine& engine, const Service& service, const net::Address& caller, Instant at);

}  // namespace rouse::listen
