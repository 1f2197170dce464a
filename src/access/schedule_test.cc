#include "access/schedule.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

namespace rouse::access {
namespace {

constexpr int minute(int hour, int min) { return hour * 60 + min; }

TEST(Schedule, WithoutRangesItIsAlwaysOpen) { EXPECT_TRUE(open_at({}, 0)); }

TEST(Schedule, BothEndsBelongToTheRange) {
  constexpr std::array<config::TimeRange, 2> ranges{
      {{minute(8, 30), minute(11, 0)}, {minute(13, 0), minute(18, 0)}}};
  EXPECT_FALSE(open_at(ranges, minute(8, 29)));
  EXPECT_TRUE(open_at(ranges, minute(8, 30)));
  EXPECT_TRUE(open_at(ranges, minute(11, 0)));
  EXPECT_FALSE(open_at(ranges, minute(11, 1)));
  EXPECT_TRUE(open_at(ranges, minute(13, 0)));
  EXPECT_FALSE(open_at(ranges, minute(18, 1)));
}

TEST(Schedule, MidnightIsTheEndOfTheDay) {
  constexpr std::array<config::TimeRange, 1> afternoon{{{minute(12, 0), minute(24, 0)}}};
  EXPECT_TRUE(open_at(afternoon, minute(23, 59)));
  EXPECT_FALSE(open_at(afternoon, minute(11, 59)));
  EXPECT_FALSE(open_at(afternoon, minute(0, 0)));
}

TEST(Schedule, RunsOverMidnight) {
  constexpr std::array<config::TimeRange, 1> night{{{minute(22, 0), minute(6, 0)}}};
  EXPECT_TRUE(open_at(night, minute(22, 0)));
  EXPECT_TRUE(open_at(night, minute(0, 0)));
  EXPECT_TRUE(open_at(night, minute(6, 0)));
  EXPECT_FALSE(open_at(night, minute(6, 1)));
  EXPECT_FALSE(open_at(night, minute(21, 59)));
}

TEST(Schedule, CountsLocalTime) {
  setenv("TZ", "XST-9", 1);
  tzset();
  EXPECT_EQ(local_minute(0), minute(9, 0));
  EXPECT_EQ(local_minute(15 * 3600 + 59), minute(0, 0));
  setenv("TZ", "UTC", 1);
  tzset();
  EXPECT_EQ(local_minute(86399), minute(23, 59));
}

}  // namespace
}  // namespace rouse::access
