#include "listen/deadlines.h"

#include <gtest/gtest.h>

namespace rouse::listen {
namespace {

using std::chrono::seconds;

constexpr Instant start{};

TEST(Deadlines, ComeDueInTheirOrder) {
  Deadlines deadlines;
  deadlines.add(1, start + seconds(30));
  deadlines.add(2, start + seconds(10));
  deadlines.add(3, start + seconds(10));
  EXPECT_EQ(deadlines.next(), start + seconds(10));
  EXPECT_FALSE(deadlines.take_due(start + seconds(9)));
  EXPECT_EQ(deadlines.take_due(start + seconds(10)), 2U);
  EXPECT_EQ(deadlines.take_due(start + seconds(10)), 3U);
  EXPECT_FALSE(deadlines.take_due(start + seconds(10)));
  EXPECT_EQ(deadlines.take_due(start + seconds(99)), 1U);
  EXPECT_EQ(deadlines.next(), Deadlines::never);
}

TEST(Deadlines, WhatIsTakenBackNeverComes) {
  Deadlines deadlines;
  deadlines.add(1, start + seconds(10));
  deadlines.add(2, start + seconds(10));
  deadlines.remove(1, start + seconds(10));
  deadlines.remove(7, start + seconds(10));
  EXPECT_EQ(deadlines.take_due(start + seconds(10)), 2U);
  EXPECT_FALSE(deadlines.take_due(start + seconds(10)));
}

TEST(Deadlines, NeverIsNone) {
  Deadlines deadlines;
  deadlines.add(1, Deadlines::never);
  EXPECT_FALSE(deadlines.take_due(Deadlines::never));
  deadlines.remove(1, Deadlines::never);
}

}  // namespace
}  // namespace rouse::listen
