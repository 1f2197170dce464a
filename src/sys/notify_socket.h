// The socket of sd_notify: datagrams whose sender the kernel vouches for.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

struct NotifySocket {
  Fd fd;
  std::string name;  // as NOTIFY_SOCKET has it: "@" for an abstract one
};
/// At an abstract name that the kernel chooses; non-blocking.
Result<NotifySocket> open_notify_socket();
/// The name of one that is open already.
Result<std::string> notify_socket_name(int fd);

struct Notice {
  std::size_t bytes = 0;
  pid_t sender = 0;  // 0: in no process namespace that is known here
};
/// The next datagram, cut to `room`; EAGAIN when there is none. Descriptors that come with it are closed,
/// however long their sender would have that take.
Result<Notice> receive_notice(int fd, std::span<std::byte> room);

/// One datagram to the socket of that name (a path, or "@" and an abstract name), with a duplicate of `fd` if
/// there is one. EAGAIN: there was no room for it within `patience`; EINVAL: it is no name of a socket.
Result<void> send_notice(std::string_view name, std::string_view text, int fd = -1,
                         Duration patience = Duration::zero());

}  // namespace rouse::sys
