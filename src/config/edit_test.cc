#include "config/edit.h"

#include <gtest/gtest.h>

namespace rouse::config {
namespace {

std::string after(const std::string& text, bool on) { return switched(text, on).text; }

const std::string rsync =
    "# default: off\n"
    "# description: The rsync server is a good addition \\\n"
    "#\tto an ftp server.\n"
    "service rsync\n"
    "{\n"
    "\tdisable\t= yes\n"
    "\n"
    "\tsocket_type     = stream\n"
    "}\n";

TEST(Edit, OnlyTheLineOfDisableChanges) {
  Edit on = switched(rsync, true);
  EXPECT_TRUE(on.changed);
  EXPECT_TRUE(is_on(on.text));
  std::string expected = rsync;
  expected.replace(expected.find("= yes"), 5, "= no");
  EXPECT_EQ(on.text, expected);
  EXPECT_EQ(after(on.text, false), rsync);
}

TEST(Edit, WhatIsSoAlreadyIsLeftAlone) {
  for (std::string line : {"disable = yes", "DISABLE=YES", "\tdisable = no", "\tdisable\t\t= No # later"}) {
    std::string text = "service a\n{\n" + line + "\n}";
    bool on = is_on(text);
    EXPECT_FALSE(switched(text, on).changed) << line;
    EXPECT_EQ(after(text, on), text);
  }
}

TEST(Edit, AMissingLineIsInsertedBelowTheBrace) {
  EXPECT_EQ(after("service a\n{\n\tport = 1\n}\n", false), "service a\n{\n\tdisable\t= yes\n\tport = 1\n}\n");
  EXPECT_FALSE(switched("service a\n{\n\tport = 1\n}\n", true).changed);
}

// chkconfig put nothing below a brace behind the name, took the old line away, and so `off` switched it on.
TEST(Edit, ABraceBehindTheNameIsABrace) {
  EXPECT_EQ(after("service a {\n\tport = 1\n}\n", false), "service a {\n\tdisable\t= yes\n\tport = 1\n}\n");
  EXPECT_EQ(after("service a {\n disable = no\n}\n", false), "service a {\n\tdisable\t= yes\n}\n");
}

TEST(Edit, EveryServiceOfTheFileAndNothingElse) {
  std::string text =
      "defaults\n{\n\tinstances = 5\n\tdisabled = b\n}\n"
      "service a\n{\n\tdisable = no\n}\n"
      "service b\n{\n}\n"
      "includedir /etc/more\n";
  EXPECT_EQ(after(text, false),
            "defaults\n{\n\tinstances = 5\n\tdisabled = b\n}\n"
            "service a\n{\n\tdisable\t= yes\n}\n"
            "service b\n{\n\tdisable\t= yes\n}\n"
            "includedir /etc/more\n");
}

TEST(Edit, AFurtherLineGoesAndARemarkStays) {
  EXPECT_EQ(
      after("service a\n{\n disable = yes # till Friday\n#disable = no\n disable = yes\n disabled_x = 1\n}\n",
            true),
      "service a\n{\n\tdisable\t= no # till Friday\n#disable = no\n disabled_x = 1\n}\n");
}

TEST(Edit, TheEndsOfLinesStay) {
  EXPECT_EQ(after("service a\r\n{\r\n}\r\n", false), "service a\r\n{\r\n\tdisable\t= yes\r\n}\r\n");
  EXPECT_EQ(after("service a\r\n{\r\ndisable = yes\r\n}", true), "service a\r\n{\r\n\tdisable\t= no\r\n}\n");
}

TEST(Edit, TheFirstLineThatCountsDecides) {
  EXPECT_TRUE(is_on("service a\n{\n disable = no\n disable = yes\n}\n"));
  EXPECT_TRUE(is_on("service a\n{\n disable = yes no\n}\n"));
  EXPECT_TRUE(is_on("service a\n{\n disable += yes\n}\n"));
  EXPECT_FALSE(is_on("service a\n{\n disable = maybe\n}\n"));
  EXPECT_EQ(after("service a\n{\n disable = yes no\n}\n", false), "service a\n{\n\tdisable\t= yes\n}\n");
}

TEST(Edit, TheLastServiceWithALineDecidesWhatIsShown) {
  std::string with = "service a\n{\n disable = yes\n}\n", without = "service b\n{\n}\n";
  EXPECT_FALSE(is_on(with + without));
  EXPECT_TRUE(is_on(with + "service b\n{\n disable = no\n}\n"));
  EXPECT_TRUE(is_on(without));
  EXPECT_TRUE(is_on(""));
}

TEST(Edit, AnEntryThatNobodyReadsIsNotEdited) {
  std::string text = "service\n{\n disable = yes\n}\nserver a\n{\n disable = yes\n}\n";
  EXPECT_FALSE(switched(text, true).changed);
}

TEST(Edit, TheDefaultIsAComment) {
  EXPECT_EQ(default_in(rsync), false);
  EXPECT_EQ(default_in("#default: on\nservice a\n{\n}\n"), true);
  EXPECT_EQ(default_in(" # Default:\tOn\r\n"), true);
  EXPECT_EQ(default_in("# default: perhaps\n# default: off\n"), false);
  EXPECT_EQ(default_in("# the default: on\ndefault: on\n"), std::nullopt);
}

TEST(Edit, AServiceIsCalledByItsIdOrItsName) {
  EXPECT_EQ(service_ids("service a\n{\n}\ndefaults\n{\n}\nservice b\n{\n\tID = b-dgram\n}\n"),
            (std::vector<std::string>{"a", "b-dgram"}));
  EXPECT_EQ(service_ids("# nothing\n"), std::vector<std::string>{});
}

TEST(Edit, OnlyTheServicesThatAreNamedAreSwitched) {
  const std::string two = "service a\n{\n\tport\t= 1\n}\nservice b\n{\n\tport\t= 2\n}\n";
  Edit off = switched(two, false, {"B"});
  EXPECT_EQ(off.text, "service a\n{\n\tport\t= 1\n}\nservice b\n{\n\tdisable\t= yes\n\tport\t= 2\n}\n");
  EXPECT_FALSE(switched(two, false, {"c"}).changed);
}

TEST(Edit, AModeThatComesAndGoesLeavesTheFileAsItWas) {
  const std::string text = "service a\r\n{\r\n\tport = 1\r\n}\r\n# end\n";
  Edit standalone = with_mode(text, "a", "standalone");
  EXPECT_EQ(standalone.text, "service a\r\n{\r\n\tmode\t= standalone\r\n\tport = 1\r\n}\r\n# end\n");
  EXPECT_FALSE(with_mode(standalone.text, "a", "standalone").changed);
  EXPECT_EQ(with_mode(standalone.text, "a", "on-demand").text, text);
  EXPECT_FALSE(with_mode(text, "a", "on-demand").changed);
  EXPECT_FALSE(with_mode(text, "b", "standalone").changed);
}

TEST(Edit, AModeThatWasInsertedBecomesAnotherInItsPlace) {
  const std::string text = "service a\n{\n\tport = 1\n}\n";
  Edit warm = with_mode(text, "a", "warm");
  EXPECT_EQ(warm.text, "service a\n{\n\tmode\t= warm\n\tport = 1\n}\n");
  Edit standalone = with_mode(warm.text, "a", "standalone");
  EXPECT_EQ(standalone.text, "service a\n{\n\tmode\t= standalone\n\tport = 1\n}\n");
  EXPECT_EQ(with_mode(standalone.text, "a", "warm").text, warm.text);
  EXPECT_EQ(with_mode(warm.text, "a", "on-demand").text, text);
}

TEST(Edit, AModeLineKeepsAllButItsValue) {
  const std::string text = "service a\n{\n\tport = 1\n  MODE  =  on-demand # why\n}\n";
  Edit standalone = with_mode(text, "a", "standalone");
  EXPECT_EQ(standalone.text, "service a\n{\n\tport = 1\n  MODE  =  standalone # why\n}\n");
  EXPECT_EQ(with_mode(standalone.text, "a", "on-demand").text, text);
}

}  // namespace
}  // namespace rouse::config
