// PresentedCaller: a descriptor that the attendant says is a caller who came to tcpmux and named a service.
// The kernel says what it is.
#pragma once

#include <optional>

#include "net/address.h"

namespace rouse::attend {

/// The peer of a connected TCP socket that came to `door`: to its port, its address, its family. Nothing: it
/// is no such socket, or its caller is gone.
std::optional<net::Endpoint> peer_of_presented(int caller, int door);

}  // namespace rouse::attend
