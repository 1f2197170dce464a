#include "park/preparation.h"

#if defined(__x86_64__)

#include <asm/ioctls.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

namespace rouse::park {
namespace {

constexpr int own = 60;

template <class... T>
bool prepares(long number, T... arguments) {
  return is_preparation({static_cast<std::uint64_t>(number), {static_cast<std::uint64_t>(arguments)...}}, 0,
                        own);
}

TEST(Preparation, LooksAtAStandardDescriptorAndNoMore) {
  for (int fd : {0, 1, 2}) {
    EXPECT_TRUE(prepares(SYS_fstat, fd));
    EXPECT_TRUE(prepares(SYS_lseek, fd));
    EXPECT_TRUE(prepares(SYS_ioctl, fd, TCGETS));
    EXPECT_TRUE(prepares(SYS_fcntl, fd, F_GETFL));
    EXPECT_TRUE(prepares(SYS_fcntl, fd, F_SETFD, 0));
    EXPECT_FALSE(prepares(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC));
    EXPECT_FALSE(prepares(SYS_fcntl, fd, F_SETFL, O_NONBLOCK));
    EXPECT_FALSE(prepares(SYS_fcntl, fd, F_DUPFD, 10));
    for (long number : {SYS_read, SYS_write, SYS_close, SYS_dup, SYS_getpeername, SYS_getsockopt})
      EXPECT_FALSE(prepares(number, fd)) << number;
    EXPECT_FALSE(prepares(SYS_dup2, 5, fd));
    EXPECT_FALSE(prepares(SYS_dup3, fd, 5));
  }
}

TEST(Preparation, ReadsFilesAndWritesNone) {
  EXPECT_TRUE(prepares(SYS_openat, AT_FDCWD, 0, O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  EXPECT_TRUE(prepares(SYS_openat, AT_FDCWD, 0, O_RDWR | O_NONBLOCK));
  for (int flags : {O_WRONLY | O_CREAT, O_RDWR | O_TRUNC, O_RDWR | O_TMPFILE})
    EXPECT_FALSE(prepares(SYS_openat, AT_FDCWD, 0, flags)) << flags;
  EXPECT_TRUE(prepares(SYS_read, 3));
  EXPECT_FALSE(prepares(SYS_write, 3));
  EXPECT_FALSE(prepares(SYS_unlink));
  EXPECT_FALSE(prepares(SYS_flock, 3));
}

TEST(Preparation, MakesNothingThatAForkWouldShareOrLose) {
  for (long number : {SYS_clone, SYS_clone3, SYS_fork, SYS_vfork, SYS_execve, SYS_pipe2, SYS_epoll_ctl,
                      SYS_eventfd2, SYS_timer_create, SYS_setitimer, SYS_alarm, SYS_exit_group, SYS_umask})
    EXPECT_FALSE(prepares(number)) << number;
  EXPECT_FALSE(prepares(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1));
  EXPECT_TRUE(prepares(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1));
  EXPECT_TRUE(prepares(SYS_mmap, 0, 4096, PROT_READ, MAP_SHARED, 3));
  EXPECT_FALSE(prepares(SYS_mmap, 0, 4096, PROT_READ, MAP_SHARED, 0));
  EXPECT_TRUE(prepares(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK));
  EXPECT_FALSE(prepares(SYS_socket, AF_INET, SOCK_STREAM));
  EXPECT_TRUE(prepares(SYS_epoll_create1));
  EXPECT_TRUE(prepares(SYS_poll, 0, 0, 0));
  EXPECT_FALSE(prepares(SYS_poll, 4096, 1, 0));
  EXPECT_FALSE(prepares(SYS_poll, 0, 0, 5000));
}

TEST(Preparation, LeavesTheLibrarysDescriptorAlone) {
  for (long number : {SYS_read, SYS_close, SYS_fstat, SYS_lseek, SYS_dup}) {
    EXPECT_FALSE(prepares(number, own)) << number;
    EXPECT_TRUE(prepares(number, own + 1)) << number;
  }
  EXPECT_FALSE(prepares(SYS_dup2, 5, own));
  EXPECT_FALSE(prepares(SYS_fcntl, own, F_GETFD));
}

TEST(Preparation, AsksForNothingThatComesWithACaller) {
  for (long number :
       {SYS_getrlimit, SYS_prlimit64, SYS_setrlimit, SYS_getpriority, SYS_getsid, SYS_getpgrp, SYS_getpgid})
    EXPECT_FALSE(prepares(number)) << number;
}

TEST(Preparation, KeepsNoPid) {
  EXPECT_FALSE(is_preparation({SYS_getpid, {}}, SYS_brk, own));
  EXPECT_TRUE(is_preparation({SYS_getpid, {}}, SYS_gettid, own));
}

TEST(Preparation, IsNotWhatNobodyKnows) { EXPECT_FALSE(prepares(5000)); }

}  // namespace
}  // namespace rouse::park

#endif
