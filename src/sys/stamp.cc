#include "sys/stamp.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "sys/socket.h"

namespace rouse::sys {

namespace {

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; }

bool refuses(const std::string& path, int type) {
  Result<Fd> probe = open_socket(AF_UNIX, type);
  if (!probe) return false;
  auto connected = connect_unix(probe->raw(), path);
  return !connected && connected.error().code == ECONNREFUSED;
}

}  // namespace

Result<FileStamp> stamp_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return failed("stat", path);
  return FileStamp{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                   nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

bool remove_dead_socket(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
  if (!refuses(path, SOCK_STREAM) && !refuses(path, SOCK_DGRAM)) return false;
  return ::unlink(path.c_str()) == 0;
}

}  // namespace rouse::sys
