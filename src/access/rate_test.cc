#include "access/rate.h"

#include <gtest/gtest.h>

namespace rouse::access {
namespace {

/// The number of the first arrival that is too many when all come at `now_s`, at most `most`; 0: none.
constexpr int first_refused(RateMeter& meter, config::CpsLimit limit, std::int64_t now_s, int most) {
  for (int i = 1; i <= most; ++i) {
    if (!note_arrival(meter, limit, now_s)) return i;
  }
  return 0;
}

TEST(Rate, OneMoreThanTheLimitInTheFirstSecondIsTooMany) {
  RateMeter meter;
  EXPECT_EQ(first_refused(meter, {25, 30}, 1000, 100), 26);
  RateMeter of_one;
  EXPECT_EQ(first_refused(of_one, {1, 10}, 1000, 100), 2);
}

TEST(Rate, AWindowOfItsOwnCountsEveryArrivalInIt) {
  constexpr config::CpsLimit per_minute{3, 600, 60};
  RateMeter meter;
  EXPECT_EQ(first_refused(meter, per_minute, 1000, 2), 0);
  EXPECT_TRUE(note_arrival(meter, per_minute, 1059));
  EXPECT_FALSE(note_arrival(meter, per_minute, 1059));
  EXPECT_EQ(first_refused(meter, per_minute, 1060, 10), 4);
}

TEST(Rate, ZeroTurnsItOff) {
  RateMeter meter;
  EXPECT_EQ(first_refused(meter, {0, 10}, 0, 10000), 0);
}

// reference/xinetd.md 4.6: inside the window the average counts, in integers.
TEST(Rate, LaterBurstsAreAveragedOverTheWindow) {
  RateMeter meter;
  EXPECT_TRUE(note_arrival(meter, {10, 5}, 100));
  // After 4 s: 44 / 4 = 11 is more than 10, 43 / 4 = 10 is not; one was seen before.
  EXPECT_EQ(first_refused(meter, {10, 5}, 104, 100), 43);
}

TEST(Rate, TheWindowIsAsManySecondsAsConnections) {
  RateMeter meter;
  EXPECT_EQ(first_refused(meter, {3, 5}, 100, 3), 0);
  EXPECT_TRUE(note_arrival(meter, {3, 5}, 102));
  EXPECT_EQ(meter.window_start_s, 100);
  EXPECT_TRUE(note_arrival(meter, {3, 5}, 103));
  EXPECT_EQ(meter.window_start_s, 103);
  EXPECT_EQ(meter.seen, 1U);
}

TEST(Rate, AClockThatGoesBackStartsANewWindow) {
  RateMeter meter;
  EXPECT_EQ(first_refused(meter, {3, 5}, 100, 3), 0);
  EXPECT_TRUE(note_arrival(meter, {3, 5}, 50));
  EXPECT_EQ(meter.window_start_s, 50);
}

constexpr bool holds_at_compile_time() {
  RateMeter meter;
  return first_refused(meter, {2, 1}, 7, 9) == 3;
}
static_assert(holds_at_compile_time());

}  // namespace
}  // namespace rouse::access
