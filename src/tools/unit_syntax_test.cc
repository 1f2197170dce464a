#include "tools/unit_syntax.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rouse::tools {
namespace {

using Words = std::vector<std::string>;

TEST(UnitSyntax, ANameHasOnlyWhatAUnitsNameMayHave) {
  EXPECT_EQ(unit_name("time-udp"), "time-udp");
  EXPECT_EQ(unit_name("a/b c"), "a\\x2fb\\x20c");
  EXPECT_EQ(unit_name("..x@y"), "\\x2e.x\\x40y");
  EXPECT_EQ(unit_name("\xc3\xa9"), "\\xc3\\xa9");
}

TEST(UnitSyntax, NothingBeginsASpecifierOrAnotherLine) {
  EXPECT_EQ(unit_text("100%n\n[Service]"), "100%%n[Service]");
  EXPECT_EQ(unit_word("%i"), "\"%%i\"");
}

TEST(UnitSyntax, AWordIsQuotedWhereItMust) {
  EXPECT_EQ(unit_word("/usr/sbin/in.telnetd"), "/usr/sbin/in.telnetd");
  EXPECT_EQ(unit_word(""), "\"\"");
  EXPECT_EQ(unit_word("a b"), "\"a b\"");
  EXPECT_EQ(unit_word(";"), "\";\"");
  EXPECT_EQ(unit_word("it's"), "\"it's\"");
  EXPECT_EQ(unit_word(R"(say "hi"\n)"), R"("say \"hi\"\\n")");
  EXPECT_EQ(unit_word("tab\there"), "\"tab\\x09here\"");
}

TEST(UnitSyntax, ACommandKeepsWhatTheProgramIsCalledAndItsDollars) {
  EXPECT_EQ(unit_command("/bin/cat", Words{"/bin/cat", "-u"}), "/bin/cat -u");
  EXPECT_EQ(unit_command("/bin/cat", Words{"cat", "-u"}), "@/bin/cat cat -u");
  EXPECT_EQ(unit_command("/bin/cat", Words{"cat", "$HOME"}), ":@/bin/cat cat \"$HOME\"");
  EXPECT_EQ(unit_command("/opt/a b/c", Words{"/opt/a b/c"}), "\"/opt/a b/c\"");
}

TEST(UnitSyntax, WhatIsNotUtf8IsNoText) {
  EXPECT_TRUE(is_unit_text("\xed\x95\x9c"));
  EXPECT_FALSE(is_unit_text("\xff"));
  EXPECT_TRUE(is_unit_text("\\ufffd"));
}

}  // namespace
}  // namespace rouse::tools
