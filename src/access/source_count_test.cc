#include "access/source_count.h"

#include <gtest/gtest.h>

namespace rouse::access {
namespace {

TEST(SourceCounts, CountsEachAddressAndForgetsTheOnesWithout) {
  SourceCounts counts;
  net::Address first = net::Address::v4(1);
  net::Address second = net::Address::v4(2);
  EXPECT_EQ(counts.running(first), 0U);
  counts.add(first);
  counts.add(first);
  counts.add(second);
  EXPECT_EQ(counts.running(first), 2U);
  EXPECT_EQ(counts.running(second), 1U);
  counts.remove(first);
  EXPECT_EQ(counts.running(first), 1U);
  counts.remove(first);
  EXPECT_EQ(counts.running(first), 0U);
  EXPECT_EQ(counts.sources(), 1U);
  counts.remove(first);
  EXPECT_EQ(counts.running(first), 0U);
  EXPECT_EQ(counts.sources(), 1U);
}

}  // namespace
}  // namespace rouse::access
