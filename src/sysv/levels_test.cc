#include "sysv/levels.h"

#include <gtest/gtest.h>

namespace rouse::sysv {
namespace {

TEST(Levels, AreDigitsWithoutSeparators) {
  EXPECT_EQ(text(parse_levels("235").value()), "235");
  EXPECT_EQ(text(parse_levels("5322").value()), "235");
  EXPECT_EQ(parse_levels("0123456"), Levels::all());
  for (const char* wrong : {"", "7", "3,5", "3 5", "S", "-1"}) EXPECT_FALSE(parse_levels(wrong)) << wrong;
}

TEST(Levels, AreASet) {
  Levels few = Levels::only(3) | Levels::only(5);
  EXPECT_TRUE(few.within(Levels::usual()));
  EXPECT_FALSE(Levels::usual().within(few));
  EXPECT_TRUE(Levels{}.within(few));
  EXPECT_EQ(text(Levels::usual() - few), "24");
  EXPECT_EQ(Levels::usual() & few, few);
  EXPECT_TRUE((few - few).empty());
}

TEST(Levels, KnowDebiansBootLevel) {
  EXPECT_EQ(text(Levels::only(2) | Levels::only(boot_level)), "2S");
  EXPECT_FALSE(Levels::all().has(boot_level));
}

}  // namespace
}  // namespace rouse::sysv
