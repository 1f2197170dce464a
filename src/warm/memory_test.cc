#include "warm/memory.h"

#include <gtest/gtest.h>
#include <unistd.h>

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
  EXPECT_EQ(memory_of(0), 0U);
}

}  // namespace
}  // namespace rouse::warm
