#include "access/walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "fakes/addresses.h"

namespace rouse::access {
namespace {

using fakes::patterns;

/// A service and a caller; tests change what they are about.
class WalkTest : public ::testing::Test {
 protected:
  WalkTest() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    facts.caller = net::Address::parse("10.1.2.3").value();
    facts.now = 12 * 3600;
    service.file = "/etc/xinetd.d/telnet";
  }
  std::vector<Step> steps() {
    Lists lists = compile_lists(service);
    return walk(facts, {service, lists, process_limit}, background);
  }
  /// "yes", "NO" or "?", and why.
  std::string said(Rule rule) {
    Step step = steps().at(static_cast<std::size_t>(rule));
    EXPECT_EQ(step.rule, word(rule));
    const char* mark = step.word == Word::admits ? "yes" : step.word == Word::refuses ? "NO" : "?";
    return std::string(mark) + " " + step.why.in_english();
  }

  config::ServiceConfig service;
  Facts facts;
  std::uint64_t process_limit = 0;
  Background background{.rate = {}, .source = {}, .shut_for = {}};
};

TEST_F(WalkTest, AsksEveryRuleWhateverTheOthersSay) {
  service.instances = 1;
  facts.running = 1;
  service.only_from = patterns({"192.168.0.0"});
  std::vector<Step> all = steps();
  ASSERT_EQ(all.size(), rule_count);
  EXPECT_EQ(std::ranges::count(all, Word::refuses, &Step::word), 2);
  EXPECT_EQ(said(Rule::instances), "NO instances = 1, running: 1");
  EXPECT_EQ(said(Rule::only_from), "NO no entry fits 10.1.2.3 (entries: 1)");
  EXPECT_EQ(said(Rule::no_access), "yes it has no entries");
}

TEST_F(WalkTest, TellsWhatWasMeasured) {
  service.cps = {.connections = 5, .wait_s = 9};
  background.rate = {.window_start_s = facts.now - 2, .seen = 4};
  EXPECT_EQ(said(Rule::cps), "yes cps = 5 9, calls lately: 4");
  background.rate.window_start_s = facts.now - 5;
  EXPECT_EQ(said(Rule::cps), "yes cps = 5 9, calls lately: 0");
  service.max_load = 2.5;
  facts.load = 2.5;
  EXPECT_EQ(said(Rule::max_load), "NO max_load = 2.5: the load is 2.5");
  service.access_times = {{8 * 60, 11 * 60 + 59}, {23 * 60, 60}};
  EXPECT_EQ(said(Rule::access_times), "NO access_times = 08:00-11:59 23:00-01:00: it is 12:00");
  service.per_source = 2;
  facts.running_of_source = 1;
  background.source = facts.caller;
  EXPECT_EQ(said(Rule::per_source), "yes per_source = 2, running for 10.1.2.3: 1");
  process_limit = 7;
  facts.running_overall = 7;
  EXPECT_EQ(said(Rule::process_limit), "NO -limit 7, running for all services: 7");
}

TEST_F(WalkTest, TellsHowLongASensorShutsOut) {
  EXPECT_EQ(said(Rule::denial), "yes no SENSOR has shut 10.1.2.3 out");
  facts.shut_out = true;
  background.shut_for = std::chrono::seconds(192);
  EXPECT_EQ(said(Rule::denial), "NO a SENSOR has shut 10.1.2.3 out for another 3m12s");
  background.shut_for.reset();
  EXPECT_EQ(said(Rule::denial), "NO a SENSOR has shut 10.1.2.3 out for ever");
}

TEST_F(WalkTest, NamesTheEntryThatFitsAndItsLine) {
  service.no_access = patterns({"172.16.0.0/12", "10.1.2.0/24", "10.1.2.3"});
  service.origins.note(config::Sourced::no_access, {.line = 4}, 1);
  service.origins.note(config::Sourced::no_access, {.line = 7}, 2);
  EXPECT_EQ(said(Rule::no_access), "NO 10.1.2.0/24 fits 10.1.2.3");
  EXPECT_EQ(steps().at(static_cast<std::size_t>(Rule::no_access)).place, "/etc/xinetd.d/telnet:7");
  facts.caller = net::Address::parse("::ffff:10.1.2.3").value();
  EXPECT_EQ(said(Rule::no_access), "NO 10.1.2.0/24 fits ::ffff:10.1.2.3");
}

TEST_F(WalkTest, TellsOfNamesByWhichACallerIsKnown) {
  service.only_from = patterns({".example.com"});
  EXPECT_EQ(said(Rule::only_from), "? no entry fits 10.1.2.3 (entries: 1)");
  facts.name = CallerName{.name = "a.example.com", .confirmed = true};
  EXPECT_EQ(said(Rule::only_from), "yes .example.com fits a.example.com");
  facts.name->confirmed = false;
  EXPECT_EQ(said(Rule::only_from),
            "NO .example.com fits the name a.example.com, but that does not lead back to 10.1.2.3 "
            "(forward_confirm)");
  service.no_access = patterns({"b.example.com"});
  facts.name = CallerName{.name = "", .unknown = true};
  EXPECT_EQ(said(Rule::no_access), "NO it names hosts, and nobody could tell the name of 10.1.2.3");
}

TEST(SpanText, IsShort) {
  EXPECT_EQ(span_text(std::chrono::seconds(45)), "45s");
  EXPECT_EQ(span_text(std::chrono::minutes(3)), "3m00s");
  EXPECT_EQ(span_text(std::chrono::minutes(125)), "2h05m");
}

}  // namespace
}  // namespace rouse::access
