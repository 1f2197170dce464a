#include "daemon/deciding_rule.h"

#include <gtest/gtest.h>

#include <fstream>

#include "fakes/temporary_folder.h"

namespace rouse::daemon {
namespace {

class DecidingRule : public ::testing::Test {
 protected:
  std::string rule_for(const std::string& allow, const std::string& deny) {
    sys::WrapTables tables{.allow = folder.path("allow"), .deny = folder.path("deny")};
    std::ofstream(tables.allow) << allow;
    std::ofstream(tables.deny) << deny;
    std::string found = deciding_rule(facts, tables);
    return found.empty() ? found : found.substr(found.rfind('/') + 1);
  }

  fakes::TemporaryFolder folder;
  sys::WrapFacts facts{.daemon = "in.telnetd",
                       .caller = net::Address::parse("10.1.2.3").value(),
                       .local = {net::Address::parse("10.1.2.1").value(), 23},
                       .caller_name = "",
                       .local_name = ""};
};

TEST_F(DecidingRule, IsTheFirstThatFits) {
  std::string allow = "# who may come\nin.ftpd: ALL\nin.telnetd: 192.168.\nALL: 10.1.\nALL: 10.\n";
  EXPECT_EQ(rule_for(allow, "ALL: ALL\n"), "allow:4");
  EXPECT_EQ(rule_for("in.ftpd: ALL\n", "in.telnetd: 192.168.\n\nin.telnetd: 10.\nALL: ALL\n"), "deny:3");
}

TEST_F(DecidingRule, IsNoneWhereNoneFits) {
  EXPECT_EQ(rule_for("in.ftpd: ALL\n", "in.telnetd: 192.168.\n"), "");
  EXPECT_EQ(rule_for("", ""), "");
}

TEST_F(DecidingRule, MayRefuseInHostsAllowAndGrantInHostsDeny) {
  EXPECT_EQ(rule_for("ALL: 10.: deny\n", ""), "allow:1");
  EXPECT_EQ(rule_for("", "in.ftpd: ALL\nALL: 10.: allow\nALL: ALL\n"), "deny:2");
}

TEST_F(DecidingRule, BeginsWhereItsFirstLineDoes) {
  EXPECT_EQ(rule_for("in.ftpd: \\\n ALL\nin.telnetd: \\\n 192.168. \\\n 10.\n", ""), "allow:3");
}

TEST_F(DecidingRule, TurnsOnNamesThatAreKnown) {
  facts.caller_name = "a.example.com";
  EXPECT_EQ(rule_for("ALL: .example.org\nALL: .example.com\n", ""), "allow:2");
}

}  // namespace
}  // namespace rouse::daemon
