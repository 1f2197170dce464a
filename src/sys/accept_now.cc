#include "sys/socket.h"

namespace rouse::sys {

Result<Accepted> accept_now(int fd) {
  auto switched = set_nonblocking(fd, true);
  if (!switched) return std::unexpected(switched.error());
  Result<Accepted> accepted = accept(fd);
  (void)set_nonblocking(fd, false);  // it was possible a moment ago
  return accepted;
}

}  // namespace rouse::sys
