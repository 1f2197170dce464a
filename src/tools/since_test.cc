#include "tools/since.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace rouse::tools {
namespace {

constexpr WallTime now = 1'795'363'774;  // 2026-11-22T16:09:34Z

class SinceTest : public ::testing::Test {
 protected:
  SinceTest() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
};

TEST_F(SinceTest, IsAMomentOrASpan) {
  EXPECT_EQ(since("@1700000000", now), 1'700'000'000);
  EXPECT_EQ(since("90s", now), now - 90);
  EXPECT_EQ(since("15m", now), now - 900);
  EXPECT_EQ(since("2h", now), now - 7'200);
  EXPECT_EQ(since("1d", now), now - 86'400);
  EXPECT_EQ(since("16:09", now), now - 34);
  EXPECT_EQ(since("2026-11-22", now), now - 58'174);
  EXPECT_EQ(since("2026-11-22 16:09:34", now), now);
}

TEST_F(SinceTest, IsNothingElse) {
  for (const char* wrong :
       {"", "m", "x", "yesterday", "25:00", "2026-13-01", "@", "@-1", "-5m", "99999999999999d"})
    EXPECT_FALSE(since(wrong, now)) << wrong;
}

}  // namespace
}  // namespace rouse::tools
