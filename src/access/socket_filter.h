// SocketFilter: only_from and no_access of a wait = yes stream service as a classic BPF program on its
// listening TCP socket, so that they hold for every caller while the server accepts by itself. Same decision
// as the gate's.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "config/service_config.h"

namespace rouse::access {

/// The kernel takes no longer program (BPF_MAXINSNS).
inline constexpr std::size_t filter_limit_instructions = 4096;

/// What the listening socket is: on an IPv6 one, IPv4 callers count as IPv4-mapped.
enum class DoorFamily : std::uint8_t { ipv4, ipv6 };

/// The program, for SO_ATTACH_FILTER; empty when the service has no list. Packets of refused callers are
/// dropped, so they time out. Errors: an entry that is no plain address (a name, a scope), named; lists that
/// do not fit.
Result<std::vector<sock_filter>> compile_filter(const config::ServiceConfig& service, DoorFamily door);

}  // namespace rouse::access
