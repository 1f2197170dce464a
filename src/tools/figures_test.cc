#include "tools/figures.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

TEST(Figures, OfMemory) {
  EXPECT_EQ(size(0), "-");
  EXPECT_EQ(size(1), "1K");
  EXPECT_EQ(size(640 * 1024), "640K");
  EXPECT_EQ(size(3'355'444), "3.2M");
  EXPECT_EQ(size(std::uint64_t{5} << 30), "5.0G");
}

TEST(Figures, OfWhatIsShort) {
  EXPECT_EQ(lapse(0), "0 us");
  EXPECT_EQ(lapse(870), "870 us");
  EXPECT_EQ(lapse(12'440), "12.4 ms");
  EXPECT_EQ(lapse(1'240'000), "1.2 s");
}

TEST(Figures, OfTime) {
  EXPECT_EQ(span(0), "0s");
  EXPECT_EQ(span(59), "59s");
  EXPECT_EQ(span(192), "3m12s");
  EXPECT_EQ(span(7'500), "2h05m");
  EXPECT_EQ(span(273'600), "3d04h");
  EXPECT_EQ(moment(0), "-");
  EXPECT_EQ(moment(UINT64_MAX >> 1), "-") << "no calendar has it";
  EXPECT_EQ(moment(1'800'000'000).size(), std::string("2026-11-22 16:09:34").size());
}

}  // namespace
}  // namespace rouse::tools
