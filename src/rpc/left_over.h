// Left over: rpcbind keeps what it was told by a daemon that was killed. Whether it did so shows in the port.
#pragma once

#include "rpc/registration.h"

namespace rouse::rpc {

/// Nobody on this machine holds the port of `registration`. Where that cannot be found out, somebody does.
bool is_left_over(const Registration& registration);

}  // namespace rouse::rpc
