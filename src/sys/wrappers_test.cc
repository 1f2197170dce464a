#include "sys/wrappers.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "fakes/temporary_folder.h"
#include "sys/file.h"

namespace rouse::sys {
namespace {

class WrappersTest : public testing::Test {
 protected:
  WrapWord ask(const std::string& allow, const std::string& deny) {
    (void)unlink(tables.allow);
    (void)unlink(tables.deny);
    EXPECT_TRUE(exclusive_create(tables.allow, allow));
    EXPECT_TRUE(exclusive_create(tables.deny, deny));
    auto word = ask_wrappers(facts, tables);
    EXPECT_TRUE(word) << word.error().text();
    return *word;
  }

  fakes::TemporaryFolder folder;
  WrapTables tables{folder.path("allow"), folder.path("deny")};
  WrapFacts facts{.daemon = "in.telnetd",
                  .caller = *net::Address::parse("10.1.2.3"),
                  .local = {*net::Address::parse("10.9.9.1"), 23},
                  .caller_name = {},
                  .local_name = {}};
};

TEST_F(WrappersTest, TheFirstRuleThatFitsDecides) {
  EXPECT_EQ(ask("", ""), WrapWord::allowed);
  EXPECT_EQ(ask("", "ALL: ALL\n"), WrapWord::denied);
  EXPECT_EQ(ask("in.telnetd: 10.1.\n", "ALL: ALL\n"), WrapWord::allowed);
  EXPECT_EQ(ask("in.ftpd: 10.1.\n", "ALL: ALL\n"), WrapWord::denied);
  EXPECT_EQ(ask("ALL: 10. EXCEPT 10.1.2.3\n", "ALL: ALL\n"), WrapWord::denied);
}

TEST_F(WrappersTest, ADaemonIsAlsoNamedByItsPortAndByTheAddressCalled) {
  EXPECT_EQ(ask("23: ALL\n", "ALL: ALL\n"), WrapWord::allowed);
  EXPECT_EQ(ask("in.telnetd@10.9.9.1: ALL\n", "ALL: ALL\n"), WrapWord::allowed);
  EXPECT_EQ(ask("in.telnetd@10.9.9.2: ALL\n", "ALL: ALL\n"), WrapWord::denied);
}

TEST_F(WrappersTest, MappedAndLinkLocalCallersMatchTheirAddress) {
  facts.caller = *net::Address::parse("::ffff:10.1.2.3");
  for (std::string pattern : {"10.1.2.3", "10.1.", "10.*", "10.0.0.0/8"})
    EXPECT_EQ(ask("ALL: " + pattern + "\n", "ALL: ALL\n"), WrapWord::allowed) << pattern;
  facts.caller = *net::Address::parse("fe80::7%1");
  EXPECT_EQ(ask("ALL: [fe80::]/64\n", "ALL: ALL\n"), WrapWord::allowed);
}

TEST_F(WrappersTest, AsksForANameOnlyWhereTheRulesTurnOnIt) {
  EXPECT_EQ(ask("ALL: 10.1.2.3, .friend.example\n", "ALL: ALL\n"), WrapWord::allowed);
  EXPECT_EQ(ask("ALL: .friend.example, 10.1.2.3\n", "ALL: ALL\n"), WrapWord::needs_caller_name);
  EXPECT_EQ(ask("in.telnetd@office.example: ALL\n", "ALL: ALL\n"), WrapWord::needs_local_name);
  facts.caller_name = "a.friend.example";
  EXPECT_EQ(ask("ALL: .friend.example\n", "ALL: ALL\n"), WrapWord::allowed);
  facts.caller_name = wrap_paranoid;
  EXPECT_EQ(ask("ALL: .friend.example\n", "ALL: PARANOID\n"), WrapWord::denied);
  facts.caller_name = wrap_unknown;
  EXPECT_EQ(ask("ALL: KNOWN\n", "ALL: UNKNOWN\n"), WrapWord::denied);
}

TEST_F(WrappersTest, OptionsDecideButDoNothing) {
  std::string trace = folder.path("trace");
  EXPECT_EQ(ask("ALL: 10.1.: deny\n", ""), WrapWord::denied);
  EXPECT_EQ(ask("ALL: ALL: severity mail.info: keepalive: linger 5: banners /srv: rfc931\n", "ALL: ALL\n"),
            WrapWord::allowed);
  for (std::string option : {"spawn", "twist", "aclexec"}) {
    ask("ALL: ALL: " + option + " /usr/bin/touch " + trace + "\n", "");
    struct stat found{};
    EXPECT_EQ(::stat(trace.c_str(), &found), -1) << option;
  }
}

}  // namespace
}  // namespace rouse::sys
