#include "sys/daemonize.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace rouse::sys {

namespace {

[[noreturn]] void exit_as_told(int reader) {
  unsigned char status = 1;
  ssize_t got = 0;
  do {
    got = ::read(reader, &status, 1);
  } while (got < 0 && errno == EINTR);
  ::_exit(got == 1 ? status : 1);
}

}  // namespace

Result<Fd> daemonize() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed("pipe");
  Fd reader(ends[0]);
  Fd writer(ends[1]);
  pid_t pid = ::fork();
  if (pid < 0) return failed("fork");
  if (pid > 0) {
    writer.reset();
    exit_as_told(reader.raw());
  }
  if (::setsid() < 0) return failed("setsid");
  return writer;
}

}  // namespace rouse::sys
