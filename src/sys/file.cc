#include "sys/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>

namespace rouse::sys {

namespace {

constexpr std::size_t chunk_bytes = 16384;

bool regular_entry(int directory, const dirent& entry) {
  if (entry.d_type == DT_REG) return true;
  if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN) return false;
  struct stat status{};
  return ::fstatat(directory, entry.d_name, &status, 0) == 0 && S_ISREG(status.st_mode);
}

/// Calls `visit(directory, entry)` for all entries but . and ..
template <class Visit>
Result<void> for_each_entry(const std::string& path, Visit visit) {
  std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()),
                                                [](DIR* open) { return ::closedir(open); });
  if (!directory) return failed("opendir", path);
  errno = 0;
  while (const dirent* entry = ::readdir(directory.get())) {
    std::string_view name = entry->d_name;
    if (name != "." && name != "..") visit(::dirfd(directory.get()), *entry);
    errno = 0;
  }
  if (errno != 0) return failed("readdir", path);
  return {};
}

}  // namespace

Result<void> read_rest(int fd, std::string& out, std::size_t limit_bytes) {
  std::array<char, chunk_bytes> chunk;  // filled by read only
  for (;;) {
    if (out.size() > limit_bytes) return failed("read", EFBIG, {});
    ssize_t got = ::read(fd, chunk.data(), chunk.size());
    if (got == 0) return {};
    if (got < 0 && errno != EINTR) return failed("read");
    if (got > 0) out.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

Result<std::string> read_file(const std::string& path, std::size_t limit_bytes) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return failed("open", path);
  std::string out;
  Result<void> done = read_rest(fd.raw(), out, limit_bytes);
  if (!done) return failed(done.error().call, done.error().code, path);
  out.shrink_to_fit();  // small files are many, and some are kept
  return out;
}

Result<std::string> read_from_start(int fd, std::size_t limit_bytes) {
  if (::lseek(fd, 0, SEEK_SET) != 0) return failed("lseek");
  std::string out;
  Result<void> done = read_rest(fd, out, limit_bytes);
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<std::string> read_end(const std::string& path, std::size_t bytes) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return failed("open", path);
  Result<std::uint64_t> size = file_size(fd.raw());
  if (!size) return failed(size.error().call, size.error().code, path);
  std::string out(std::min<std::uint64_t>(bytes, *size), 0);
  ssize_t got = ::pread(fd.raw(), out.data(), out.size(), static_cast<off_t>(*size - out.size()));
  if (got < 0) return failed("pread", path);
  out.resize(static_cast<std::size_t>(got));
  return out;
}

Result<std::vector<DirectoryEntry>> read_directory(const std::string& path) {
  std::vector<DirectoryEntry> out;
  Result<void> done = for_each_entry(path, [&](int directory, const dirent& entry) {
    out.push_back({entry.d_name, regular_entry(directory, entry)});
  });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<std::vector<std::string>> directory_names(const std::string& path) {
  std::vector<std::string> out;
  Result<void> done = for_each_entry(path, [&](int, const dirent& entry) { out.emplace_back(entry.d_name); });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<Fd> open_append(const std::string& path, mode_t mode) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode));
  if (!fd) return failed("open", path);
  return fd;
}

Result<void> exclusive_create(const std::string& path, std::string_view content, mode_t mode) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd) return failed("open", path);
  Result<void> written = write_all(fd.raw(), content);
  if (written && ::fchmod(fd.raw(), mode) != 0) written = failed("chmod", path);
  if (written) return {};
  ::unlink(path.c_str());
  return failed(written.error().call, written.error().code, path);
}

Result<void> write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t put = ::write(fd, content.data(), content.size());
    if (put < 0 && errno != EINTR) return failed("write");
    if (put > 0) content.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

std::size_t write_without_waiting(int fd, std::string_view content) {
  std::size_t written = 0;
  while (written < content.size()) {
    pollfd room{fd, POLLOUT, 0};
    if (::poll(&room, 1, 0) != 1 || (room.revents & POLLOUT) == 0) break;
    std::string_view piece =
        content.substr(written, PIPE_BUF);  // so much goes into a pipe that has room at all
    ssize_t size = ::write(fd, piece.data(), piece.size());
    if (size <= 0) break;
    written += static_cast<std::size_t>(size);
  }
  return written;
}

Result<std::string> link_target(const std::string& path) {
  std::string out(PATH_MAX, 0);
  ssize_t size = ::readlink(path.c_str(), out.data(), out.size());
  if (size < 0) return failed("readlink", path);
  out.resize(static_cast<std::size_t>(size));
  return out;
}

bool is_link(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

Result<void> unlink(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return failed("unlink", path);
  return {};
}

bool writable_by_others(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return false;
  bool owner_is_other = status.st_uid != 0 && status.st_uid != ::geteuid() && (status.st_mode & S_IWUSR) != 0;
  bool group_is_other = status.st_gid != 0 && status.st_gid != ::getegid() && (status.st_mode & S_IWGRP) != 0;
  return owner_is_other || group_is_other || (status.st_mode & S_IWOTH) != 0;
}

Result<void> readable(const std::string& path) {
  if (::access(path.c_str(), R_OK) != 0) return failed("access", path);
  return {};
}

Result<void> changeable(const std::string& path) {
  if (::access(path.c_str(), R_OK | W_OK) != 0) return failed("access", path);
  return {};
}

Result<void> executable(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return failed("stat", path);
  if (S_ISDIR(status.st_mode)) return failed("access", EISDIR, path);
  if (!S_ISREG(status.st_mode)) return failed("access", EACCES, path);
  if (::access(path.c_str(), X_OK) != 0) return failed("access", path);
  return {};
}

Result<std::uint64_t> file_size(int fd) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return failed("fstat");
  return static_cast<std::uint64_t>(status.st_size);
}

void close_but(std::vector<int> these) {
  std::ranges::sort(these);
  unsigned from = 3;
  for (int each : these) {
    if (each < 0) continue;
    auto kept = static_cast<unsigned>(each);
    if (kept > from) ::close_range(from, kept - 1, 0);
    from = std::max(from, kept + 1);
  }
  ::close_range(from, ~0U, 0);
}

}  // namespace rouse::sys
