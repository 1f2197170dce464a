#include "warm/memory.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/other_process.h"
#include "sys/sandbox.h"

namespace rouse::warm {
namespace {

TEST(ParkedMemory, IsWhatTheKernelSaysOfAFairShare) {
  EXPECT_EQ(shared_fairly("5581 ffff [rollup]\nRss:     2048 kB\nPss:      165 kB\nPss_Dirty:  8 kB\n"),
            165U * 1024);
  EXPECT_EQ(shared_fairly("Rss: 1 kB\n"), 0U);
  EXPECT_EQ(shared_fairly("x\nPss:"), 0U);
}

TEST(ParkedMemory, OfAProcess) {
  EXPECT_GT(memory_of(::getpid()), 100'000U);
  EXPECT_LT(memory_of(::getpid()), sys::resident_bytes_of(::getpid()));
  EXPECT_EQ(memory_of(0), 0U);
}

/// A cap that counts nothing is none.
TEST(ParkedMemory, IsAllThatItHasWhereTheKernelDoesNotTellTheFairShare) {
  ASSERT_TRUE(sys::set_dumpable(false));
  pid_t looker = ::fork();
  if (looker == 0) {
    if (::getuid() == 0 && ::setuid(1) != 0) ::_exit(2);
    ::_exit(memory_of(::getppid()) == sys::resident_bytes_of(::getppid()) &&
            memory_of(::getppid()) > 100'000);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(looker, &status, 0), looker);
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_TRUE(sys::set_dumpable(true));
}

}  // namespace
}  // namespace rouse::warm
