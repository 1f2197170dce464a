#include "sys/ownership.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "sys/file.h"
#include "sys/socket.h"

namespace rouse::sys {

namespace {

/// What is made while it lives has this mode, whatever the umask.
class ExactMode {
 public:
  explicit ExactMode(mode_t mode) : before_(::umask(~mode & 0777)) {}
  ExactMode(const ExactMode&) = delete;
  ExactMode& operator=(const ExactMode&) = delete;
  ~ExactMode() { ::umask(before_); }

 private:
  mode_t before_;
};

}  // namespace

Result<void> make_folder(const std::string& path, mode_t mode) {
  ExactMode exactly(mode);
  if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
  return failed("mkdir", path);
}

Result<void> bind_unix(int fd, const std::string& path, mode_t mode) {
  ExactMode exactly(mode);
  return bind_unix(fd, path);
}

Result<void> share(const std::string& path, gid_t group, mode_t mode) {
  if (::lchown(path.c_str(), static_cast<uid_t>(-1), group) != 0) return failed("chown", path);
  if (::fchmodat(AT_FDCWD, path.c_str(), mode, AT_SYMLINK_NOFOLLOW) != 0) return failed("chmod", path);
  return {};
}

Result<Fd> lock_file(const std::string& path) {
  Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!file) return failed("open", path);
  if (::flock(file.raw(), LOCK_EX | LOCK_NB) != 0) return failed("flock", path);
  return file;
}

Result<Writing> read_writing(const std::string& path, std::size_t limit_bytes) {
  Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!file) return failed("open", path);
  struct stat status{};
  if (::fstat(file.raw(), &status) != 0) return failed("fstat", path);
  Writing out{.text = {},
              .owner = status.st_uid,
              .anybody = (status.st_mode & S_IWOTH) != 0,
              .changed = status.st_mtim.tv_sec};
  Result<void> done = read_rest(file.raw(), out.text, limit_bytes);
  if (!done) return failed(done.error().call, done.error().code, path);
  return out;
}

}  // namespace rouse::sys
