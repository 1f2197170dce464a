#include "sys/eventfd.h"

#include <sys/eventfd.h>

namespace rouse::sys {

Result<Fd> event_fd() {
  Fd fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!fd) return failed("eventfd");
  return fd;
}

void ring(int fd) { (void)::eventfd_write(fd, 1); }  // EAGAIN: it rings already

bool drain(int fd) {
  eventfd_t count = 0;
  return ::eventfd_read(fd, &count) == 0;
}

}  // namespace rouse::sys
