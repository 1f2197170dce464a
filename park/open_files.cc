#include "park/open_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdint>

#include "park/kernel.h"
#include "park/pair.h"
#include "park/text.h"

namespace rouse::park {

namespace {

enum class Thing { file, socket, epoll, other };

struct OpenFile {
  int place;
  Thing thing;
  int flags;  // as openat() and dup3() take them
  long position;
};

constexpr int files_most = 64;
/// /dev/null, /dev/urandom and their like keep nothing.
constexpr unsigned memory_devices = 1;

OpenFile files[files_most];
int file_count = 0;

/// Of an entry of /proc/self/fd; -1: it is none.
int number_in(const char* name) {
  int number = 0;
  for (; *name != '\0'; ++name) {
    if (*name < '0' || *name > '9') return -1;
    number = number * 10 + (*name - '0');
  }
  return number;
}

int option(int fd, int name) {
  int value = 0;
  socklen_t bytes = sizeof value;
  call(SYS_getsockopt, fd, SOL_SOCKET, name, &value, &bytes);
  return value;
}

/// One that is neither bound nor connected: another is as good.
bool is_fresh_socket(int fd) {
  sockaddr_un address{};
  socklen_t bytes = sizeof address;
  if (call(SYS_getpeername, fd, &address, &bytes) != -ENOTCONN) return false;
  bytes = sizeof address;
  bool is_bound = call(SYS_getsockname, fd, &address, &bytes) != 0 || bytes > sizeof address.sun_family;
  return address.sun_family == AF_UNIX && !is_bound && option(fd, SO_TYPE) == SOCK_STREAM;
}

/// A socket on which each datagram stands for itself, as syslog's: who sends does not matter.
bool is_datagram_socket(int fd) {
  return option(fd, SO_TYPE) == SOCK_DGRAM && option(fd, SO_DOMAIN) == AF_UNIX;
}

/// "/proc/self/fd/N", or another such folder.
struct Path {
  char text[40] = {};
  Path(const char* folder, int fd) {
    std::size_t length = length_of(folder);
    for (std::size_t i = 0; i < length; ++i) text[i] = folder[i];
    write_number(text + length, fd);
  }
};

/// An epoll that watches nothing yet.
bool is_fresh_epoll(int fd) {
  char text[512];
  long length = call(SYS_readlinkat, AT_FDCWD, Path("/proc/self/fd/", fd).text, text, sizeof text - 1);
  text[length > 0 ? length : 0] = '\0';
  if (behind(text, "anon_inode:[eventpoll]") == nullptr) return false;
  long info = call(SYS_openat, AT_FDCWD, Path("/proc/self/fdinfo/", fd).text, O_RDONLY | O_CLOEXEC);
  if (info < 0) return false;
  long got = call(SYS_read, info, text, sizeof text - 1);
  call(SYS_close, info);
  text[got > 0 ? got : 0] = '\0';
  return got > 0 && !contains(text, "tfd:");
}

Thing thing_at(int fd, const struct stat& state) {
  if (S_ISREG(state.st_mode) || S_ISDIR(state.st_mode)) return Thing::file;
  if (S_ISSOCK(state.st_mode)) return is_fresh_socket(fd) ? Thing::socket : Thing::other;
  return is_fresh_epoll(fd) ? Thing::epoll : Thing::other;
}

bool note(int fd) {
  struct stat state{};
  if (call(SYS_fstat, fd, &state) != 0) return false;
  if (S_ISCHR(state.st_mode)) return major(state.st_rdev) == memory_devices;
  if (S_ISSOCK(state.st_mode) && is_datagram_socket(fd)) return true;
  Thing thing = thing_at(fd, state);
  if (thing == Thing::other || file_count == files_most) return false;
  long flags = call(SYS_fcntl, fd, F_GETFL) & ~O_NOFOLLOW;  // its path in /proc is a link
  long descriptor_flags = call(SYS_fcntl, fd, F_GETFD);
  if ((descriptor_flags & FD_CLOEXEC) != 0) flags |= O_CLOEXEC;
  files[file_count++] = {fd, thing, static_cast<int>(flags), call(SYS_lseek, fd, 0, SEEK_CUR)};
  return true;
}

bool note_entries(int folder, const char* entries, long bytes) {
  for (long at = 0; at < bytes;) {
    auto* entry = reinterpret_cast<const dirent64*>(entries + at);
    at += entry->d_reclen;
    int fd = number_in(entry->d_name);
    if (fd > 2 && fd != folder && fd != pair_number() && !note(fd)) return false;
  }
  return true;
}

long once_more(const OpenFile& file) {
  int non_blocking = file.flags & O_NONBLOCK;  // the same bit as a socket's
  switch (file.thing) {
    case Thing::socket:
      return call(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | non_blocking, 0);
    case Thing::epoll:
      return call(SYS_epoll_create1, EPOLL_CLOEXEC);
    default:
      return call(SYS_openat, AT_FDCWD, Path("/proc/self/fd/", file.place).text, file.flags);
  }
}

bool renew(const OpenFile& file) {
  long again = once_more(file);
  if (again < 0) return false;
  if (file.position > 0) call(SYS_lseek, again, file.position, SEEK_SET);
  long placed = call(SYS_dup3, again, file.place, file.flags & O_CLOEXEC);
  call(SYS_close, again);
  return placed >= 0;
}

}  // namespace

bool note_open_files() {
  alignas(dirent64) char entries[2048];
  file_count = 0;
  long folder = call(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  long bytes = 1;
  bool all = true;
  while (all && bytes > 0) {
    bytes = call(SYS_getdents64, folder, entries, sizeof entries);
    all = note_entries(static_cast<int>(folder), entries, bytes);
  }
  call(SYS_close, folder);
  return all && bytes == 0;
}

bool renew_open_files() {
  for (int i = 0; i < file_count; ++i)
    if (!renew(files[i])) return false;
  return true;
}

}  // namespace rouse::park
