#include <sys/socket.h>
#include <sys/time.h>

#include "sys/socket.h"

namespace rouse::sys {

namespace {

void set_receive_timeout(int fd, long microseconds) {
  timeval patience{.tv_sec = 0, .tv_usec = microseconds};
  (void)::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);  // cannot fail on a socket
}

}  // namespace

Result<Accepted> accept_now(int fd) {
  set_receive_timeout(fd, 1000);
  Result<Accepted> accepted = accept(fd);
  set_receive_timeout(fd, 0);
  return accepted;
}

}  // namespace rouse::sys
