#include "tools/walk_report.h"

#include <gtest/gtest.h>

#include "tools/rouse_why.h"

namespace rouse::tools {
namespace {

control::WalkStatus refused_walk() {
  return {.service = "telnet",
          .caller = "10.1.2.3",
          .at = 1800,
          .verdict = "refuses",
          .refused = 2,
          .refusals = {{.at = 1700, .reason = "address", .rule = "only_from", .place = "/etc/x:7"}},
          .steps = {{"door", "admits", "", "{} is open", {"[::]:23/tcp"}, "/etc/x:1"},
                    {"only_from",
                     "refuses",
                     "address",
                     "no entry fits {} (entries: {})",
                     {"10.1.2.3", "1"},
                     "/etc/x:7"}}};
}

TEST(WalkReport, HasTheAnswerFirst) {
  std::string said = walk_report(refused_walk(), "10.1.2.3", false);
  EXPECT_TRUE(
      said.starts_with("telnet: 10.1.2.3 would be refused by only_from (/etc/x:7): no entry fits 10.1.2.3 "
                       "(entries: 1)\n\nIt has refused this caller lately, times: 2\n"))
      << said;
  EXPECT_TRUE(
      said.ends_with("What is asked about 10.1.2.3, in this order:\n"
                     "  yes  door       [::]:23/tcp is open                  /etc/x:1\n"
                     "  NO   only_from  no entry fits 10.1.2.3 (entries: 1)  /etc/x:7\n"))
      << said;
}

TEST(WalkReport, LetsNothingOfTheDaemonsReachTheTerminalRaw) {
  control::WalkStatus walk = refused_walk();
  walk.service = "\033[2J";
  walk.steps[1].values = {"\033[1m"};
  walk.steps[1].place = "\033c";
  walk.steps[0].words = "{} {} {} \001";
  std::string said = walk_report(walk, "10.1.2.3", false);
  EXPECT_EQ(said.find('\033'), std::string::npos) << said;
  EXPECT_EQ(said.find('\001'), std::string::npos) << said;
}

TEST(WalkJson, HasAllOfIt) {
  EXPECT_EQ(
      walk_json(refused_walk()),
      R"x({"service":"telnet","caller":"10.1.2.3","at":1800,"admitted":false,"rule":"only_from","reason":"address",)x"
      R"x("place":"/etc/x:7","refused":2,)x"
      R"x("refusals":[{"at":1700,"reason":"address","rule":"only_from","place":"/etc/x:7"}],)x"
      R"x("steps":[{"rule":"door","verdict":"admits","reason":null,"text":"[::]:23/tcp is open","place":"/etc/x:1"},)x"
      R"x({"rule":"only_from","verdict":"refuses","reason":"address","text":"no entry fits 10.1.2.3 (entries: 1)",)x"
      R"x("place":"/etc/x:7"}]})x");
  control::WalkStatus open{
      .service = "t", .caller = "::1", .verdict = "unknown", .refusals = {}, .steps = {}};
  EXPECT_NE(walk_json(open).find(R"x("admitted":null,"rule":null,"reason":null)x"), std::string::npos);
}

TEST(MinuteOfDay, IsWrittenAsInAccessTimes) {
  EXPECT_EQ(minute_of_day("23:30"), 23 * 60 + 30);
  EXPECT_EQ(minute_of_day("8:05"), 8 * 60 + 5);
  EXPECT_EQ(minute_of_day("00:00"), 0);
  for (const char* wrong : {"", ":", "24:00", "23:60", "23:5", "123:00", "-1:00", "+1:00", "8:05 ", "noon"})
    EXPECT_FALSE(minute_of_day(wrong)) << wrong;
}

}  // namespace
}  // namespace rouse::tools
