#include "screen/columns.h"

#include <gtest/gtest.h>

#include <clocale>
#include <string>

namespace rouse::screen {
namespace {

class Columns : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(std::setlocale(LC_CTYPE, "C.UTF-8"), nullptr); }
  void TearDown() override { std::setlocale(LC_CTYPE, "C"); }
};

TEST_F(Columns, ALetterOfKoreanTakesTwo) {
  EXPECT_EQ(columns("httpd"), 5);
  EXPECT_EQ(columns("시스템 서비스"), 13);
  EXPECT_EQ(columns(""), 0);
}

TEST_F(Columns, ATextIsFilledUpOrCut) {
  EXPECT_EQ(fitted("httpd", 8), "httpd   ");
  EXPECT_EQ(fitted("서비스", 8), "서비스  ");
  EXPECT_EQ(fitted("vmware-tools", 6), "vmware");
}

TEST_F(Columns, HalfALetterIsNoLetter) {
  EXPECT_EQ(fitted("서비스", 5), "서비 ");
  EXPECT_EQ(fitted("서비스", 0), "");
}

// A script may be called "a\033[2J".
TEST_F(Columns, WhatCannotBeShownWritesNothingElse) {
  EXPECT_EQ(fitted("a\033[2J\n", 8), "a?[2J?  ");
  EXPECT_EQ(fitted("\xff\xec\x84", 4), "??? ");
  EXPECT_EQ(columns("\xff\xec\x84"), 3);
  EXPECT_EQ(fitted(std::string_view("a\0b", 3), 4), "a?b ");
}

}  // namespace
}  // namespace rouse::screen
