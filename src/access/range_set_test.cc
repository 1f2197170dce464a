#include "access/range_set.h"

#include <gtest/gtest.h>

#include <random>

namespace rouse::access {
namespace {

using Set = RangeSet<std::uint32_t>;
using Ranges = std::vector<Range<std::uint32_t>>;

TEST(RangeSet, MergesWhatOverlapsOrTouches) {
  Set set({{20, 30}, {1, 4}, {5, 9}, {25, 26}, {30, 31}, {11, 12}});
  EXPECT_EQ(set.ranges(), (Ranges{{1, 9}, {11, 12}, {20, 31}}));
  EXPECT_TRUE(set.contains(9));
  EXPECT_FALSE(set.contains(10));
  EXPECT_FALSE(set.contains(0));
  EXPECT_FALSE(set.contains(32));
}

TEST(RangeSet, ReachesBothEndsOfTheNumbers) {
  Set set({{UINT32_MAX, UINT32_MAX}, {0, 0}, {UINT32_MAX - 5, UINT32_MAX}});
  EXPECT_EQ(set.ranges(), (Ranges{{0, 0}, {UINT32_MAX - 5, UINT32_MAX}}));
  EXPECT_EQ(set.complement().ranges(), (Ranges{{1, UINT32_MAX - 6}}));
  EXPECT_TRUE(Set::everything().complement().empty());
  EXPECT_EQ(Set().complement().ranges(), Set::everything().ranges());
}

TEST(RangeSet, CountsAcrossTheMiddleOfWideNumbers) {
  RangeSet<Wide> set({{{0, 5}, {0, UINT64_MAX}}, {{1, 0}, {1, 7}}});
  EXPECT_EQ(set.ranges().size(), 1U);
  EXPECT_EQ(set.complement().ranges().front().last, (Wide{0, 4}));
  EXPECT_EQ(set.complement().ranges().back().first, (Wide{1, 8}));
  EXPECT_EQ(previous(Wide{1, 0}), (Wide{0, UINT64_MAX}));
}

TEST(RangeSet, AgreesWithASetOfNumbers) {
  std::minstd_rand random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<bool> model_a(64), model_b(64);
    Ranges a, b;
    for (int i = 0; i < 6; ++i) {
      for (auto [ranges, model] : {std::pair(&a, &model_a), std::pair(&b, &model_b)}) {
        auto first = static_cast<std::uint32_t>(random() % 64);
        auto last = std::min<std::uint32_t>(63, first + static_cast<std::uint32_t>(random() % 9));
        ranges->push_back({first, last});
        for (std::uint32_t n = first; n <= last; ++n) (*model)[n] = true;
      }
    }
    Set left(a), right(b), joined = left.joined(right), rest = left.without(right);
    for (std::uint32_t n = 0; n < 64; ++n) {
      ASSERT_EQ(left.contains(n), model_a[n]);
      ASSERT_EQ(joined.contains(n), model_a[n] || model_b[n]);
      ASSERT_EQ(rest.contains(n), model_a[n] && !model_b[n]);
    }
  }
}

}  // namespace
}  // namespace rouse::access
