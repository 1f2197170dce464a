#include "tools/service_words.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

using Words = std::vector<std::string>;

ServiceRequest request_in(std::vector<std::string_view> words) { return read_service_words(words); }

TEST(ServiceWords, HelpAndVersionCountInAnyPlaceTheFirstFirst) {
  EXPECT_EQ(request_in({}).act, ServiceAct::lack_words);
  EXPECT_EQ(request_in({"-h"}).act, ServiceAct::usage);
  EXPECT_EQ(request_in({"httpd", "start", "--hello"}).act, ServiceAct::usage);
  EXPECT_EQ(request_in({"httpd", "-V"}).act, ServiceAct::version);
  EXPECT_EQ(request_in({"--version", "--help"}).act, ServiceAct::version);
  EXPECT_EQ(request_in({"--status-all", "--help"}).act, ServiceAct::usage);
}

TEST(ServiceWords, StatusAllIsMeantOnlyAlone) {
  EXPECT_EQ(request_in({"--status-all"}).act, ServiceAct::status_all);
  ServiceRequest named = request_in({"--status-all", "x"});
  EXPECT_EQ(named.act, ServiceAct::run);
  EXPECT_EQ(named.name, "--status-all");
  EXPECT_EQ(named.words, Words{"x"});
}

TEST(ServiceWords, FullRestartIsMeantOnlyAsTheSecondOfTwo) {
  EXPECT_EQ(request_in({"httpd", "--full-restart"}).act, ServiceAct::full_restart);
  EXPECT_EQ(request_in({"httpd", "--full-restart", "x"}).act, ServiceAct::run);
  ServiceRequest lonely = request_in({"--full-restart"});
  EXPECT_EQ(lonely.act, ServiceAct::run);
  EXPECT_EQ(lonely.name, "--full-restart");
}

TEST(ServiceWords, WordsAreSplitAnewAndAreNoPatterns) {
  EXPECT_EQ(request_in({"httpd"}).words, Words{});
  EXPECT_EQ(request_in({"httpd", "a b", "", "c*", "d\te\nf"}).words, (Words{"a", "b", "c*", "d", "e", "f"}));
  EXPECT_EQ(request_in({"", "start"}).name, "");
}

TEST(ServiceWords, OwnOptionsStandFirst) {
  EXPECT_TRUE(request_in({"--json", "--status-all"}).json);
  ServiceRequest all = request_in({"--status-all", "--timeout", "3", "--json"});
  EXPECT_EQ(all.act, ServiceAct::status_all);
  EXPECT_TRUE(all.json);
  EXPECT_EQ(all.timeout_s, 3);
  ServiceRequest one = request_in({"--json", "httpd", "status", "--json"});
  EXPECT_TRUE(one.json);
  EXPECT_EQ(one.words, (Words{"status", "--json"}));
  EXPECT_FALSE(request_in({"httpd", "status", "--json"}).json);
  EXPECT_EQ(request_in({"--json"}).act, ServiceAct::lack_words);
}

TEST(ServiceWords, ATimeoutIsANumberOfSeconds) {
  for (const char* bad : {"0", "-1", "x", "1.5", "86401", ""})
    EXPECT_EQ(request_in({"--timeout", bad, "--status-all"}).act, ServiceAct::bad_timeout) << bad;
  EXPECT_EQ(request_in({"--status-all", "--timeout"}).act, ServiceAct::bad_timeout);
}

}  // namespace
}  // namespace rouse::tools
