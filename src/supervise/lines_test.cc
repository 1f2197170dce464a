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
  Lines::Cut cut = lines.cut("one\ntwo\nthr", now);
  EXPECT_EQ(cut.lines, (Texts{"one", "two"}));
  EXPECT_EQ(cut.bytes, 8U) << "the rest comes again";
  cut = lines.cut("three\n\n", now);
  EXPECT_EQ(cut.lines, (Texts{"three", ""}));
  EXPECT_EQ(cut.bytes, 7U);
}

TEST_F(LinesTest, LoseTheCarriageReturnsAtTheirEnd) {
  EXPECT_EQ(lines.cut("Starting web: [  OK  ]\r\na\rb\r\r\n\r\n", now).lines,
            (Texts{"Starting web: [  OK  ]", "a\rb", ""}));
}

TEST_F(LinesTest, TheLastNeedsNoEnd) {
  EXPECT_EQ(lines.finish("Segmentation\nfault", now), (Texts{"Segmentation", "fault"}));
  EXPECT_EQ(lines.finish("", now), Texts{});
}

TEST_F(LinesTest, AreCutHoweverTheyArrive) {
  std::string longest(line_limit_bytes, 'x');
  EXPECT_EQ(lines.cut(longest + "\n", now).lines, Texts{longest});
  EXPECT_EQ(lines.cut(longest + "\r\n", now).lines, Texts{longest});
  EXPECT_EQ(lines.cut(longest + "y\nshort\n", now).lines, (Texts{longest + "...", "short"}));
  EXPECT_EQ(lines.cut(longest, now).bytes, 0U) << "its end may come";
  Lines::Cut cut = lines.cut(longest + "yyy", now);
  EXPECT_EQ(cut.lines, Texts{longest + "..."});
  EXPECT_EQ(cut.bytes, longest.size() + 3);
  EXPECT_EQ(lines.cut("yyy", now).lines, Texts{});
  EXPECT_EQ(lines.cut("y\nshort\n", now).lines, Texts{"short"});
}

TEST_F(LinesTest, NothingOfALongOneIsLeftForTheNextWriter) {
  lines.cut(std::string(line_limit_bytes + 1, 'x'), now);
  EXPECT_EQ(lines.finish("yyy", now), Texts{});
  EXPECT_EQ(lines.cut("again\n", now).lines, Texts{"again"});
}

TEST_F(LinesTest, TooManyAreCountedAndTold) {
  std::string flood;
  for (std::uint64_t i = 0; i < lines_at_once + 5; ++i) flood += "x\n";
  EXPECT_EQ(lines.cut(flood, now).lines.size(), lines_at_once);
  Lines::Cut cut = lines.cut("y\n", now);
  EXPECT_EQ(cut.lines, Texts{});
  EXPECT_EQ(cut.bytes, 2U);
  now += 1s;
  EXPECT_EQ(lines.cut("z\n", now).lines, (Texts{"(6 lines left out: more than 100 a second)", "z"}));
  EXPECT_EQ(lines.cut(flood, now).lines.size(), lines_per_second - 1);
  EXPECT_EQ(lines.left_out(), Texts{"(906 lines left out: more than 100 a second)"});
  EXPECT_EQ(lines.finish("", now), Texts{});
}

}  // namespace
}  // namespace rouse::supervise
