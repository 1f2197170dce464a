#include "park/preparation.h"

#if defined(__x86_64__)

#include <asm/ioctls.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rouse::park {

namespace {

// Newer than some headers.
constexpr std::uint64_t faccessat2 = 439;
constexpr std::uint64_t set_vma = 0x53564d41;

int descriptor(std::uint64_t argument) { return static_cast<int>(argument); }

/// One that the program has opened itself.
bool is_opened(std::uint64_t argument, int own) {
  return descriptor(argument) > STDERR_FILENO && descriptor(argument) != own;
}

bool only_reads(std::uint64_t flags) { return (flags & (O_CREAT | O_TRUNC | O_TMPFILE) & ~O_DIRECTORY) == 0; }

/// AT_FDCWD, or a folder.
bool starts_at_folder(std::uint64_t argument, int own) {
  return descriptor(argument) == AT_FDCWD || is_opened(argument, own);
}

/// Memory in which children would not meet.
bool keeps_to_itself(std::uint64_t protection, std::uint64_t flags) {
  return (flags & MAP_TYPE) == MAP_PRIVATE || (protection & PROT_WRITE) == 0;
}

/// Of the process itself, or of what it knows of itself.
bool is_of_memory(const SystemCall& made, int own) {
  const std::uint64_t* with = made.arguments;
  switch (made.number) {
    case SYS_brk:
    case SYS_munmap:
    case SYS_mprotect:
    case SYS_mremap:
    case SYS_madvise:
    case SYS_futex:
    case SYS_rt_sigaction:
    case SYS_rt_sigprocmask:
    case SYS_rt_sigreturn:
    case SYS_sigaltstack:
    case SYS_sched_yield:
    case SYS_getrandom:
      return true;
    case SYS_mmap:
      return keeps_to_itself(with[2], with[3]) && ((with[3] & MAP_ANONYMOUS) != 0 || is_opened(with[4], own));
    case SYS_prctl:
      return with[0] == PR_SET_NAME || with[0] == PR_GET_NAME || with[0] == PR_GET_DUMPABLE ||
             with[0] == PR_CAPBSET_READ || with[0] == set_vma;
    default:
      return false;
  }
}

/// Asks the kernel for something that any caller's server would be told: not for limits and nice, which come
/// with a caller, and not for the numbers of session and group, which are its own pid.
bool asks(const SystemCall& made) {
  switch (made.number) {
    case SYS_getppid:
    case SYS_gettid:
    case SYS_getuid:
    case SYS_geteuid:
    case SYS_getgid:
    case SYS_getegid:
    case SYS_getresuid:
    case SYS_getresgid:
    case SYS_getgroups:
    case SYS_getrusage:
    case SYS_getcpu:
    case SYS_times:
    case SYS_time:
    case SYS_gettimeofday:
    case SYS_clock_gettime:
    case SYS_clock_getres:
    case SYS_uname:
    case SYS_sysinfo:
    case SYS_sched_getaffinity:
      return true;
    default:
      return false;
  }
}

/// Looks for files by their names, and opens them.
bool looks_for_file(const SystemCall& made, int own) {
  const std::uint64_t* with = made.arguments;
  switch (made.number) {
    case SYS_access:
    case SYS_stat:
    case SYS_lstat:
    case SYS_statfs:
    case SYS_readlink:
    case SYS_getcwd:
    case SYS_chdir:
      return true;
    case SYS_newfstatat:  // of a standard descriptor, too: what it is
    case SYS_statx:
      return descriptor(with[0]) != own;
    case SYS_faccessat:
    case faccessat2:
    case SYS_readlinkat:
      return starts_at_folder(with[0], own);
    case SYS_open:
      return only_reads(with[1]);
    case SYS_openat:
      return only_reads(with[2]) && starts_at_folder(with[0], own);
    default:
      return false;
  }
}

/// Reads what it has opened, or opens what can be had once more as long as nothing is done with it.
bool uses_opened(const SystemCall& made, int own) {
  const std::uint64_t* with = made.arguments;
  switch (made.number) {
    case SYS_read:
    case SYS_pread64:
    case SYS_readv:
    case SYS_getdents64:
    case SYS_close:
    case SYS_fstatfs:
    case SYS_fadvise64:
      return is_opened(with[0], own);
    case SYS_dup2:
    case SYS_dup3:
      return is_opened(with[0], own) && is_opened(with[1], own);
    case SYS_dup:
      return is_opened(with[0], own);
    case SYS_epoll_create1:  // Python's modules look whether there is such a thing
      return true;
    case SYS_poll:
      return with[1] == 0 && with[2] == 0;
    case SYS_socket:  // where libc looks for nscd
      return with[0] == AF_UNIX && (with[1] & ~std::uint64_t{SOCK_CLOEXEC | SOCK_NONBLOCK}) == SOCK_STREAM;
    case SYS_fstat:
    case SYS_lseek:
      return descriptor(with[0]) != own;
    case SYS_ioctl:
      return descriptor(with[0]) != own &&
             (with[1] == TCGETS || (is_opened(with[0], own) && (with[1] == FIOCLEX || with[1] == FIONCLEX)));
    case SYS_fcntl:
      if (descriptor(with[0]) != own && (with[1] == F_GETFD || with[1] == F_GETFL)) return true;
      if (descriptor(with[0]) <= STDERR_FILENO && with[1] == F_SETFD) return with[2] == 0;  // as it will be
      return is_opened(with[0], own) &&
             (with[1] == F_SETFD || with[1] == F_DUPFD || with[1] == F_DUPFD_CLOEXEC);
    default:
      return false;
  }
}

}  // namespace

bool is_preparation(const SystemCall& made, std::uint64_t previous, int own) {
  if (made.number == SYS_getpid) return previous == SYS_gettid;
  return is_of_memory(made, own) || asks(made) || looks_for_file(made, own) || uses_opened(made, own);
}

}  // namespace rouse::park

#endif
