#include "tools/translation.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

TEST(Translation, ItsPlacesAreFilledInTheirOrder) {
  EXPECT_EQ(in_words_of("{} 서비스의 {}", "{} of {}", {"telnet", "port"}), "telnet 서비스의 port");
  EXPECT_EQ(in_words_of("{1}의 {0}", "{} of {}", {"port", "telnet"}), "telnet의 port");
  EXPECT_EQ(in_words_of("활성", "on", {}), "활성");
}

// bash executed the `$(base)` of a translation of the original; a missing place prints a sentence without its
// name.
TEST(Translation, OneThatLostAPlaceIsNotUsed) {
  EXPECT_EQ(in_words_of("가 종료", "{} is dead", {"httpd"}), "httpd is dead");
  EXPECT_EQ(in_words_of("{}가 {} 종료", "{} is dead", {"httpd"}), "httpd is dead");
  EXPECT_EQ(in_words_of("{1}가 종료", "{} is dead", {"httpd"}), "httpd is dead");
  EXPECT_EQ(in_words_of("{0}가 {0} 종료", "{} of {}", {"a", "b"}), "a of b");
}

TEST(Translation, NothingElseInItMeansAnything) {
  EXPECT_EQ(in_words_of("{:d} {x} %s {{}} }{ {", "{} is", {"a"}), "{:d} {x} %s {a} }{ {");
  EXPECT_EQ(in_words_of("$(reboot) {}", "{}", {"{}"}), "$(reboot) {}");
}

TEST(Translation, WithoutALanguageItIsTheText) {
  EXPECT_EQ(translated("service {} does not support chkconfig", "a"), "service a does not support chkconfig");
  EXPECT_EQ(translated("{} of {}", 3, "x"), "3 of x");
}

TEST(Translation, OfASentenceHasItsValues) {
  EXPECT_EQ(translated(Sentence{"{} is {}", {"telnet", "open"}}), "telnet is open");
  EXPECT_EQ((Sentence{"{} is {}", {"{}", "open"}}.in_english()), "{} is open");
  EXPECT_EQ((Sentence{"all is well", {"telnet"}}.in_english()), "all is well");
}

}  // namespace
}  // namespace rouse::tools
