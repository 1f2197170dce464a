#include "tools/service_words.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

using Words = std::vector<std::string>;

ServiceRequest read(std::vector<std::string_view> words) { return read_service_words(words); }

TEST(ServiceWords, HelpAndVersionCountInAnyPlaceTheFirstFirst) {
  EXPECT_EQ(read({}).act, ServiceAct::lack_words);
  EXPECT_EQ(read({"-h"}).act, ServiceAct::usage);
  EXPECT_EQ(read({"httpd", "start", "--hello"}).act, ServiceAct::usage);
  EXPECT_EQ(read({"httpd", "-V"}).act, ServiceAct::version);
  EXPECT_EQ(read({"--version", "--help"}).act, ServiceAct::version);
  EXPECT_EQ(read({"--status-all", "--help"}).act, ServiceAct::usage);
}

TEST(ServiceWords, StatusAllIsMeantOnlyAlone) {
  EXPECT_EQ(read({"--status-all"}).act, ServiceAct::status_all);
  ServiceRequest named = read({"--status-all", "x"});
  EXPECT_EQ(named.act, ServiceAct::run);
  EXPECT_EQ(named.name, "--status-all");
  EXPECT_EQ(named.words, Words{"x"});
}

TEST(ServiceWords, FullRestartIsMeantOnlyAsTheSecondOfTwo) {
  EXPECT_EQ(read({"httpd", "--full-restart"}).act, ServiceAct::full_restart);
  EXPECT_EQ(read({"httpd", "--full-restart", "x"}).act, ServiceAct::run);
  ServiceRequest lonely = read({"--full-restart"});
  EXPECT_EQ(lonely.act, ServiceAct::run);
  EXPECT_EQ(lonely.name, "--full-restart");
}

TEST(ServiceWords, WordsAreSplitAnewAndAreNoPatterns) {
  EXPECT_EQ(read({"httpd"}).words, Words{});
  EXPECT_EQ(read({"httpd", "a b", "", "c*", "d\te\nf"}).words, (Words{"a", "b", "c*", "d", "e", "f"}));
  EXPECT_EQ(read({"", "start"}).name, "");
}

TEST(ServiceWords, OwnOptionsStandFirst) {
  EXPECT_TRUE(read({"--json", "--status-all"}).json);
  ServiceRequest all = read({"--status-all", "--timeout", "3", "--json"});
  EXPECT_EQ(all.act, ServiceAct::status_all);
  EXPECT_TRUE(all.json);
  EXPECT_EQ(all.timeout_s, 3);
  ServiceRequest one = read({"--json", "httpd", "status", "--json"});
  EXPECT_TRUE(one.json);
  EXPECT_EQ(one.words, (Words{"status", "--json"}));
  EXPECT_FALSE(read({"httpd", "status", "--json"}).json);
  EXPECT_EQ(read({"--json"}).act, ServiceAct::lack_words);
}

TEST(ServiceWords, ATimeoutIsANumberOfSeconds) {
  for (const char* bad : {"0", "-1", "x", "1.5", "86401", ""})
    EXPECT_EQ(read({"--timeout", bad, "--status-all"}).act, ServiceAct::bad_timeout) << bad;
  EXPECT_EQ(read({"--status-all", "--timeout"}).act, ServiceAct::bad_timeout);
}

}  // namespace
}  // namespace rouse::tools
