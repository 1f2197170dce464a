#include "sys/executable.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>

namespace rouse::sys {

namespace {

bool executed_by_somebody(const struct stat& status) {
  return S_ISREG(status.st_mode) && (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
}

}  // namespace

Result<Executable> open_executable(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return failed("stat", path);
  if (!executed_by_somebody(status)) return failed("execute", EACCES, path);
  Executable out;
  out.file = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!out.file || ::fstat(out.file.raw(), &status) != 0) return failed("open", path);
  if (!executed_by_somebody(status)) return failed("execute", EACCES, path);
  out.mode = status.st_mode;
  out.has_capabilities = ::fgetxattr(out.file.raw(), "security.capability", nullptr, 0) > 0;
  return out;
}

std::size_t read_at(int fd, std::uint64_t offset, std::span<std::byte> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    ssize_t got = ::pread(fd, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

}  // namespace rouse::sys
