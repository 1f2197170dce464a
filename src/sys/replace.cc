#include "sys/replace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/fd.h"
#include "sys/file.h"

namespace rouse::sys {

namespace {

std::string folder_of(const std::string& path) {
  std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

Result<std::string> resolved(const std::string& path) {
  std::array<char, PATH_MAX> out{};
  if (::realpath(path.c_str(), out.data()) == nullptr) return failed("realpath", path);
  return std::string(out.data());
}

/// A name beside `path` that nobody has. It begins with a dot: includedir and chkconfig pass over it should
/// it be left.
std::string name_beside(const std::string& path) {
  std::uint64_t unique = 0;
  if (::getentropy(&unique, sizeof unique) != 0) unique = static_cast<std::uint64_t>(::getpid());
  return fmt::format("{}/.{}.{:016x}.rouse", folder_of(path), name_of(path), unique);
}

/// All that a file system has; one that cannot be read or set (another's namespace, no label here) is not
/// ours to keep.
void copy_attributes(int from, int to) {
  std::vector<char> names(XATTR_LIST_MAX);
  ssize_t size = ::flistxattr(from, names.data(), names.size());
  std::vector<char> value(XATTR_SIZE_MAX);
  for (ssize_t at = 0; at < size;) {
    std::string name = names.data() + at;
    at += static_cast<ssize_t>(name.size()) + 1;
    ssize_t bytes = ::fgetxattr(from, name.c_str(), value.data(), value.size());
    if (bytes >= 0) ::fsetxattr(to, name.c_str(), value.data(), static_cast<std::size_t>(bytes), 0);
  }
}

/// Owner before mode: a change of owner takes set-id bits away.
Result<void> copy_rights(int from, int to, const std::string& path) {
  struct stat status{};
  if (::fstat(from, &status) != 0) return failed("fstat", path);
  struct stat made{};
  if (::fstat(to, &made) != 0) return failed("fstat", path);
  bool others = made.st_uid != status.st_uid || made.st_gid != status.st_gid;
  if (others && ::fchown(to, status.st_uid, status.st_gid) != 0) return failed("chown", path);
  if (::fchmod(to, status.st_mode & 07777) != 0) return failed("chmod", path);
  copy_attributes(from, to);
  return {};
}

Result<void> fill(int to, int from, std::string_view content, const std::string& path) {
  Result<void> done = copy_rights(from, to, path);
  if (!done) return done;
  done = write_all(to, content);
  if (!done) return failed(done.error().call, done.error().code, path);
  if (::fsync(to) != 0) return failed("fsync", path);
  return {};
}

/// Puts the finished `made` in the place of `path`; when that fails, `made` goes.
Result<void> put_in_place(const std::string& made, const std::string& path) {
  if (::rename(made.c_str(), path.c_str()) == 0) return {};
  std::unexpected<Error> error = failed("rename", path);
  ::unlink(made.c_str());
  return error;
}

/// For when mkdir failed: somebody else has made it.
Result<void> is_folder(const std::string& path) {
  int problem = errno;
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return failed("mkdir", problem, path);
  if (!S_ISDIR(status.st_mode)) return failed("mkdir", ENOTDIR, path);
  return {};
}

/// So that the new name survives a power cut. The change holds without it, so its failure is none of the
/// caller's.
void keep_names(const std::string& folder) {
  Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) ::fsync(fd.raw());
}

}  // namespace

Result<void> replace_content(const std::string& path, std::string_view content) {
  Result<std::string> target = resolved(path);
  if (!target) return std::unexpected(target.error());
  Fd from(::open(target->c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!from) return failed("open", path);
  std::string beside = name_beside(*target);
  Fd to(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!to) return failed("open", beside);
  Result<void> done = fill(to.raw(), from.raw(), content, path);
  if (!done) {
    ::unlink(beside.c_str());
    return done;
  }
  done = put_in_place(beside, *target);
  if (done) keep_names(folder_of(*target));
  return done;
}

Result<void> make_link(const std::string& target, const std::string& path) {
  if (::symlink(target.c_str(), path.c_str()) == 0) return {};
  if (errno != EEXIST) return failed("symlink", path);
  std::string beside = name_beside(path);
  if (::symlink(target.c_str(), beside.c_str()) != 0) return failed("symlink", beside);
  return put_in_place(beside, path);
}

Result<void> make_folders(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0) return {};
  if (errno == EEXIST) return is_folder(path);
  std::string above = folder_of(path);
  if (errno != ENOENT || above == path) return failed("mkdir", path);
  Result<void> made = make_folders(above);
  if (!made) return made;
  return ::mkdir(path.c_str(), 0755) == 0 ? Result<void>{} : is_folder(path);
}

}  // namespace rouse::sys
