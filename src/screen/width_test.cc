#include "screen/width.h"

#include <gtest/gtest.h>

#include <clocale>
#include <string>

namespace rouse::screen {
namespace {

class Width : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(std::setlocale(LC_CTYPE, "C.UTF-8"), nullptr); }
  void TearDown() override { std::setlocale(LC_CTYPE, "C"); }
};

TEST_F(Width, ALetterOfKoreanTakesTwo) {
  EXPECT_EQ(width_of("httpd"), 5);
  EXPECT_EQ(width_of("시스템 서비스"), 13);
  EXPECT_EQ(width_of(""), 0);
}

TEST_F(Width, ATextIsFilledUpOrCut) {
  EXPECT_EQ(fitted("httpd", 8), "httpd   ");
  EXPECT_EQ(fitted("서비스", 8), "서비스  ");
  EXPECT_EQ(fitted("vmware-tools", 6), "vmware");
}

TEST_F(Width, HalfALetterIsNoLetter) {
  EXPECT_EQ(fitted("서비스", 5), "서비 ");
  EXPECT_EQ(fitted("서비스", 0), "");
}

// A script may be called "a\033[2J".
TEST_F(Width, WhatCannotBeShownWritesNothingElse) {
  EXPECT_EQ(fitted("a\033[2J\n", 8), "a?[2J?  ");
  EXPECT_EQ(fitted("\xff\xec\x84", 4), "??? ");
  EXPECT_EQ(width_of("\xff\xec\x84"), 3);
  EXPECT_EQ(fitted(std::string_view("a\0b", 3), 4), "a?b ");
}

}  // namespace
}  // namespace rouse::screen
