#include "tools/columns.h"

#include <gtest/gtest.h>

#include <clocale>

namespace rouse::tools {
namespace {

TEST(Columns, AreAsWideAsTheirWidestCell) {
  EXPECT_EQ(columns({{{"NAME"}, {"STATE"}}, {{"telnet"}, {"open"}}}, true), "NAME    STATE\ntelnet  open\n");
}

TEST(Columns, OfKoreanAreAlignedAsTheyAreSeen) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  EXPECT_EQ(
      columns({{{"이름"}, {"상태"}, {"x"}}, {{"telnet"}, {"열림"}, {"y"}}, {{"a"}, {"open"}, {"z"}}}, false),
      "이름    상태  x\n"
      "telnet  열림  y\n"
      "a       open  z\n");
}

TEST(Columns, EndWithoutBlanks) {
  EXPECT_EQ(columns({{{"a"}, {}, {"b"}}, {{"aa"}, {}, {}}}, false), "a     b\naa\n");
}

TEST(Columns, AreColouredOnATerminalOnly) {
  std::vector<std::vector<Cell>> rows = {{{"open", "32"}, {"x"}}};
  EXPECT_EQ(columns(rows, true), "\033[32mopen\033[0m  x\n");
  EXPECT_EQ(columns(rows, false), "open  x\n");
}

}  // namespace
}  // namespace rouse::tools
