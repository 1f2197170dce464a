#include "process/spans.h"

#include <gtest/gtest.h>

namespace rouse::process {
namespace {

using std::chrono::microseconds;

TEST(Spans, KnowTheirSumAndTheShortest) {
  Spans spans;
  for (int us : {30, 7, 90}) spans.add(microseconds(us));
  EXPECT_EQ(spans, (Spans{3, 127, 7}));
}

TEST(Spans, OfAClockThatGoesBackwardsAreNone) {
  Spans spans;
  spans.add(microseconds(-5));
  EXPECT_EQ(spans, (Spans{1, 0, 0}));
}

}  // namespace
}  // namespace rouse::process
