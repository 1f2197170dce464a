#include "supervise/lines.h"

#include <gtest/gtest.h>

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

class LinesTest : public testing::Test {
 protected:
  Instant now{};
  Lines lines{now};
};

TEST_F(LinesTest, ComeWhenTheyAreWhole) {
  EXPECT_EQ(lines.feed("one\ntwo\nthr", now), (Texts{"one", "two"}));
  EXPECT_EQ(lines.feed("ee", now), Texts{});
  EXPECT_EQ(lines.feed("\n\n", now), (Texts{"three", ""}));
}

TEST_F(LinesTest, LoseTheCarriageReturnsAtTheirEnd) {
  EXPECT_EQ(lines.feed("Starting web: [  OK  ]\r\na\rb\r\r\n\r\n", now),
            (Texts{"Starting web: [  OK  ]", "a\rb", ""}));
}

TEST_F(LinesTest, TheLastNeedsNoEnd) {
  EXPECT_EQ(lines.feed("Segmentation fault", now), Texts{});
  EXPECT_EQ(lines.finish(now), Texts{"Segmentation fault"});
  EXPECT_EQ(lines.finish(now), Texts{});
}

TEST_F(LinesTest, AreCutHoweverTheyArrive) {
  std::string longest(line_limit_bytes, 'x');
  EXPECT_EQ(lines.feed(longest + "\n", now), Texts{longest});
  EXPECT_EQ(lines.feed(longest + "y\nshort\n", now), (Texts{longest + "...", "short"}));
  EXPECT_EQ(lines.feed(longest, now), Texts{});
  EXPECT_EQ(lines.feed("yyy", now), Texts{});
  EXPECT_EQ(lines.feed("\n", now), Texts{longest + "..."});
}

TEST_F(LinesTest, TooManyAreCountedAndTold) {
  std::string flood;
  for (std::uint64_t i = 0; i < lines_at_once + 5; ++i) flood += "x\n";
  EXPECT_EQ(lines.feed(flood, now).size(), lines_at_once);
  EXPECT_EQ(lines.feed("y\n", now), Texts{});
  now += 1s;
  EXPECT_EQ(lines.feed("z\n", now), (Texts{"(6 lines left out: more than 100 a second)", "z"}));
  EXPECT_EQ(lines.feed(flood, now).size(), lines_per_second - 1);
  EXPECT_EQ(lines.finish(now), Texts{"(906 lines left out: more than 100 a second)"});
}

}  // namespace
}  // namespace rouse::supervise
