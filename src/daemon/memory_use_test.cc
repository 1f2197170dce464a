#include "daemon/memory_use.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace rouse::daemon {
namespace {

TEST(MemoryUse, IsTheSecondNumberOfStatm) {
  EXPECT_EQ(resident_pages("2041 512 300 10 0 99 0\n"), 512U);
  for (const char* wrong : {"", "2041", "2041 ", "2041 x 3"}) EXPECT_EQ(resident_pages(wrong), 0U) << wrong;
}

TEST(MemoryUse, IsThatOfTheProcess) {
  EXPECT_GT(memory_of(::getpid()), 100'000U);
  EXPECT_EQ(memory_of(-1), 0U);
}

}  // namespace
}  // namespace rouse::daemon
