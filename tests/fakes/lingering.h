// A connection that whoever closes it last waits for (SO_LINGER), for an hour: what somebody might send who
// wants the daemon to do so.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <utility>

#include "net/address.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::fakes {

struct Lingering {
  Lingering() {
    Fd door = std::move(*sys::open_socket(AF_INET, SOCK_STREAM));
    EXPECT_TRUE(sys::bind(door.raw(), {*net::Address::parse("127.0.0.1"), 0}) && sys::listen(door.raw(), 1));
    caller = std::move(*sys::open_socket(AF_INET, SOCK_STREAM));
    (void)sys::connect(caller.raw(), *sys::local_of(door.raw()));
    sent = std::move(sys::accept(door.raw())->fd);
    kept = Fd(::fcntl(sent.raw(), F_DUPFD_CLOEXEC, 0));
    linger hour{.l_onoff = 1, .l_linger = 3600};
    ::setsockopt(sent.raw(), SOL_SOCKET, SO_LINGER, &hour, sizeof hour);
  }
  /// Whoever has it by now would wait.
  bool lingers() const { return sys::lingers(kept.raw()); }

  Fd caller, sent;  // the second is there to be sent

 private:
  Fd kept;  // so that nobody waits for it here
};

}  // namespace rouse::fakes
