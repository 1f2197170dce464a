// Opening a door: from a ServiceConfig to a bound, listening socket (reference/xinetd.md 4.1).
#pragma once

#include "base/error.h"
#include "base/fd.h"
#include "config/service_config.h"
#include "net/address.h"

namespace rouse::listen {

/// Connections the kernel keeps for a door before they are accepted (capped by net.core.somaxconn; xinetd:
/// 64).
inline constexpr int backlog = 4096;

/// Where a service listens: family decided (flags, bind, default_family), address and port filled in.
/// Not for Family::unix_domain.
net::Endpoint endpoint_of(const config::ServiceConfig& service, config::DefaultFamily default_family);

/// "[::]:23/tcp", "127.0.0.1:69/udp", "/run/x.sock": the door's name in messages.
std::string place_of(const config::ServiceConfig& service, config::DefaultFamily default_family);

/// Whether its door is an IPv4 one where the kernel has no IPv6 for `at`.
bool may_be_ipv4_instead(const config::ServiceConfig& service, const net::Endpoint& at);

/// The socket of `service`: bound, and listening where it is a stream. Descriptors of wait = no doors do not
/// block; a wait = yes door blocks, as the server that inherits it expects. A dual-stack door falls back to
/// IPv4 where the kernel has no IPv6.
/// Errors: EADDRINUSE, EADDRNOTAVAIL, EACCES, ... with the place as the thing.
Result<Fd> open_door(const config::ServiceConfig& service, config::DefaultFamily default_family);

/// `door`, which listens where `service` does but was opened by somebody else, as open_door would have left
/// it. `shut`: it is not to listen yet.
Result<void> refit_door(int door, const config::ServiceConfig& service, bool shut);

/// A port that is free where `service` listens, as the kernel chooses it.
Result<std::uint16_t> free_port(const config::ServiceConfig& service, config::DefaultFamily default_family);
/// `service` as it is at `port`: an RPC service, when the kernel has chosen one for it.
config::ServicePtr at_port(const config::ServicePtr& service, std::uint16_t port);

/// Puts the address entries of a stream wait = yes service onto its open door in place of those it had; its
/// running server is held to them at once.
Result<void> renew_guard(int door, const config::ServiceConfig& service, const net::Endpoint& opened_at);

}  // namespace rouse::listen
