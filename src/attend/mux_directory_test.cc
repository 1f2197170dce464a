#include "attend/mux_directory.h"

#include <gtest/gtest.h>

namespace rouse::attend {
namespace {

const std::vector<MuxName> three = {{4, "Finger"}, {7, "daytime"}, {9, "FINGER"}};

TEST(MuxDirectoryTest, FindsANameInAnyCapitalsAndTheFirstOfIt) {
  MuxDirectory directory;
  directory.take(three);
  EXPECT_EQ(directory.find("finger"), 4U);
  EXPECT_EQ(directory.find("DAYTIME"), 7U);
  EXPECT_EQ(directory.find("finge"), std::nullopt);
  EXPECT_EQ(directory.find(""), std::nullopt);
}

TEST(MuxDirectoryTest, TellsEveryNameOnce) {
  MuxDirectory directory;
  EXPECT_EQ(*directory.help(), "");
  directory.take(three);
  EXPECT_EQ(*directory.help(), "Finger\r\ndaytime\r\n");
}

TEST(MuxDirectoryTest, HoldsTheLastNamesOnly) {
  MuxDirectory directory;
  directory.take(three);
  directory.take(std::vector<MuxName>{{11, "time"}});
  EXPECT_EQ(directory.find("finger"), std::nullopt);
  EXPECT_EQ(directory.find("time"), 11U);
  EXPECT_EQ(*directory.help(), "time\r\n");
}

}  // namespace
}  // namespace rouse::attend
