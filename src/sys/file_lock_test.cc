#include "sys/file_lock.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "fakes/temporary_folder.h"

namespace rouse::sys {
namespace {

using std::chrono::milliseconds;

TEST(FileLock, IsHeldUntilItIsClosed) {
  fakes::TemporaryFolder folder;
  Result<Fd> first = lock_file(folder.path("lock"), milliseconds(1));
  ASSERT_TRUE(first);
  EXPECT_EQ(lock_file(folder.path("lock"), milliseconds(1)).error().code, ETIMEDOUT);
  first->reset();
  EXPECT_TRUE(lock_file(folder.path("lock"), milliseconds(1)));
}

// A lock on the folder itself could be taken, and kept, by everybody who may read the folder.
TEST(FileLock, IsNobodyElsesToTake) {
  fakes::TemporaryFolder folder;
  ASSERT_TRUE(lock_file(folder.path("lock"), milliseconds(1)));
  struct stat status{};
  ASSERT_EQ(::stat(folder.path("lock").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  ASSERT_EQ(::symlink("lock", folder.path("link").c_str()), 0);
  EXPECT_EQ(lock_file(folder.path("link"), milliseconds(1)).error().code, ELOOP);
}

TEST(FileLock, SaysWhatCannotBeLocked) {
  fakes::TemporaryFolder folder;
  EXPECT_EQ(lock_file(folder.path("missing/lock"), milliseconds(1)).error().code, ENOENT);
}

/// Another process holds the lock and lets go when it is told to; meanwhile this one waits in flock.
TEST(FileLock, IsWaitedForAndTakenWhenItsHolderEnds) {
  fakes::TemporaryFolder folder;
  std::array<int, 2> held{}, end{};
  ASSERT_EQ(::pipe(held.data()), 0);
  ASSERT_EQ(::pipe(end.data()), 0);
  pid_t holder = ::fork();
  if (holder == 0) {
    ::close(end[1]);
    Result<Fd> lock = lock_file(folder.path("lock"), milliseconds(1));
    char byte = lock ? 'y' : 'n';
    bool told = ::write(held[1], &byte, 1) == 1;
    ::_exit(told && ::read(end[0], &byte, 1) == 0 ? 0 : 1);
  }
  Fd wait(held[0]), said(held[1]), ear(end[0]), mouth(end[1]);
  char byte = 'n';
  EXPECT_EQ(::read(wait.raw(), &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  EXPECT_FALSE(lock_file(folder.path("lock"), milliseconds(1)));
  mouth.reset();
  EXPECT_TRUE(lock_file(folder.path("lock"), std::chrono::seconds(60)));
  int status = -1;
  EXPECT_EQ(::waitpid(holder, &status, 0), holder);
  EXPECT_EQ(status, 0);
}

TEST(FileLock, GivesTheAlarmBack) {
  fakes::TemporaryFolder folder;
  struct sigaction before{}, after{};
  ::sigaction(SIGALRM, nullptr, &before);
  Result<Fd> first = lock_file(folder.path("lock"), milliseconds(1));
  EXPECT_FALSE(lock_file(folder.path("lock"), milliseconds(1)));
  ::sigaction(SIGALRM, nullptr, &after);
  EXPECT_EQ(before.sa_handler, after.sa_handler);
}

}  // namespace
}  // namespace rouse::sys
