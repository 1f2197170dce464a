// Announcement: what rpcbind is told of an RPC service: its program's versions, each at the port of its door
// (reference/xinetd.md 4.12). It holds as long as the door's socket is bound.
#pragma once

#include <vector>

#include "config/service_config.h"
#include "listen/engine.h"
#include "listen/service.h"
#include "net/address.h"
#include "rpc/registration.h"

namespace rouse::listen {

/// The registrations of a service whose door is bound at `at`: one for each version and each family that
/// reaches the door. None for a service that is not RPC.
std::vector<rpc::Registration> registrations_of(const config::ServiceConfig& service,
                                                const net::Endpoint& at);

/// Has rpcbind told of the open door of `service`, or of what has changed about it. shut() takes it back.
void announce(Engine& engine, Service& service);

}  // namespace rouse::listen
