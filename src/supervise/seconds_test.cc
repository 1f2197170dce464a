#include "supervise/seconds.h"

#include <gtest/gtest.h>

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;

TEST(Seconds, AreToldToTheMillisecondAndNeverWithAnExponent) {
  EXPECT_EQ(seconds(50ms), "0.05 s");
  EXPECT_EQ(seconds(1499us), "0.001 s");
  EXPECT_EQ(seconds(5min), "300 s");
  EXPECT_EQ(seconds(365 * 24h), "31536000 s");
}

}  // namespace
}  // namespace rouse::supervise
