#include "tools/rouse_words.h"

#include <gtest/gtest.h>

namespace rouse::tools {

namespace {

std::string trouble(const std::vector<std::string_view>& typed) {
  auto words = rouse_words(typed);
  return words ? "" : words.error();
}

}  // namespace

TEST(RouseWords, ACommandIsTakenFromTheTableAndOptionsMayStandAnywhere) {
  auto words = rouse_words({"--json", "--control", "/tmp/x", "show", "telnet"});
  ASSERT_TRUE(words) << words.error();
  EXPECT_EQ(words->command, rouse_command("show"));
  EXPECT_EQ(words->operands, std::vector<std::string>{"telnet"});
  EXPECT_EQ(words->control_path, "/tmp/x");
  EXPECT_TRUE(words->json);
}

TEST(RouseWords, AValueMayStandBehindAnEqualsSign) {
  auto words = rouse_words({"list", "--control=/tmp/x"});
  ASSERT_TRUE(words) << words.error();
  EXPECT_EQ(words->control_path, "/tmp/x");
}

TEST(RouseWords, BehindTwoDashesEverythingIsAnOperand) {
  auto words = rouse_words({"show", "--", "--json"});
  ASSERT_TRUE(words) << words.error();
  EXPECT_EQ(words->operands, std::vector<std::string>{"--json"});
  EXPECT_FALSE(words->json);
}

TEST(RouseWords, WhatIsMisspeltGetsASuggestion) {
  EXPECT_EQ(trouble({"lst"}), "lst is no command; did you mean list?");
  EXPECT_EQ(trouble({"xyzzy"}), "xyzzy is no command");
  EXPECT_EQ(trouble({"list", "--jsn"}), "--jsn is no option; did you mean --json?");
  EXPECT_EQ(trouble({"list", "--xyzzy"}), "--xyzzy is no option");
}

TEST(RouseWords, AnOptionWithoutItsValueIsTold) {
  EXPECT_EQ(trouble({"list", "--control"}), "--control needs a path");
}

TEST(RouseWords, WithoutACommandNoneIsNamed) {
  auto words = rouse_words({"--version"});
  ASSERT_TRUE(words) << words.error();
  EXPECT_EQ(words->command, nullptr);
  EXPECT_TRUE(words->version);
}

TEST(RouseWords, OperandsInBracketsMayBeLeftOut) {
  EXPECT_TRUE(takes("", 0));
  EXPECT_FALSE(takes("", 1));
  EXPECT_FALSE(takes("NAME", 0));
  EXPECT_TRUE(takes("[LEVEL]", 0));
  EXPECT_TRUE(takes("[LEVEL]", 1));
  EXPECT_TRUE(takes("NAME ADDRESS", 2));
  EXPECT_FALSE(takes("NAME ADDRESS", 1));
  EXPECT_TRUE(takes("NAME [ADDRESS]", 1));
  EXPECT_FALSE(takes("NAME [ADDRESS]", 3));
}

}  // namespace rouse::tools
