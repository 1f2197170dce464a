#include "daemon/access_tables.h"

#include <gtest/gtest.h>

#include "fakes/temporary_folder.h"
#include "sys/file.h"

namespace rouse::daemon {
namespace {

using sys::WrapWord;

class AccessTablesTest : public testing::Test {
 protected:
  void write(const std::string& path, const std::string& text) {
    (void)sys::unlink(path);
    ASSERT_TRUE(sys::exclusive_create(path, text));
  }
  std::expected<WrapWord, std::string> ask(bool name_in_doubt = false) {
    facts.caller_name = name_in_doubt ? std::string(sys::wrap_unknown) : "";
    return tables.ask(facts, name_in_doubt);
  }

  fakes::TemporaryFolder folder;
  sys::WrapTables paths{folder.path("allow"), folder.path("deny")};
  AccessTables tables{paths};
  sys::WrapFacts facts{.daemon = "in.telnetd",
                       .caller = *net::Address::parse("10.1.2.3"),
                       .local = {*net::Address::parse("10.9.9.1"), 23},
                       .caller_name = {},
                       .local_name = {}};
};

TEST_F(AccessTablesTest, FilesThatAreNotThereRefuseNobody) { EXPECT_EQ(ask(), WrapWord::allowed); }

TEST_F(AccessTablesTest, WhatTheFilesSayNowDecides) {
  write(paths.deny, "ALL: ALL\n");
  EXPECT_EQ(ask(), WrapWord::denied);
  write(paths.allow, "in.telnetd: 10.1.\n");
  EXPECT_EQ(ask(), WrapWord::allowed);
}

TEST_F(AccessTablesTest, ARuleThatCannotBeHonouredIsNoAnswer) {
  write(paths.deny, "in.telnetd: ALL: spawn true\n");
  EXPECT_EQ(ask().error(), paths.deny + ":1: `spawn` runs a command, which rouse does not do");
  facts.daemon = "in.ftpd";
  EXPECT_EQ(ask(), WrapWord::allowed);
}

TEST_F(AccessTablesTest, WhatCannotBeReadIsNoAnswer) {
  paths.deny = folder.path("");  // a folder
  EXPECT_FALSE(AccessTables(paths).ask(facts, false));
  write(paths.allow, "in.telnetd: /proc/self/mem/x\n");
  EXPECT_EQ(ask().error(), "access /proc/self/mem/x: Not a directory");
  write(paths.allow, "in.telnetd: /not/there\n");
  EXPECT_EQ(ask(), WrapWord::allowed);
}

TEST_F(AccessTablesTest, AMissingNameLetsInWhomHostsAllowNamesByAddressOnly) {
  write(paths.allow, "ALL: LOCAL, 10.1.\n");
  EXPECT_EQ(ask(), WrapWord::needs_caller_name);
  EXPECT_EQ(ask(true), WrapWord::allowed);
  write(paths.allow, "ALL: LOCAL\n");
  EXPECT_EQ(ask(true).error(), "its name server is silent, and the rules turn on names");
  write(paths.allow, "ALL: 10.1. EXCEPT .evil.example\n");
  EXPECT_FALSE(ask(true));
  write(paths.allow, "");
  write(paths.deny, "ALL: .evil.example\n");
  EXPECT_FALSE(ask(true));
}

TEST_F(AccessTablesTest, TheStewardReadsBothFiles) {
  write(paths.allow, "in.ftpd: ALL\n");
  write(paths.deny, "in.telnetd: ALL\n");
  access::AccessFiles files = read_access_files(paths);
  EXPECT_TRUE(files.concern({"in.ftpd", 21}) && files.concern({"in.telnetd", 23}));
  EXPECT_FALSE(files.concern({"in.fingerd", 79}));
}

}  // namespace
}  // namespace rouse::daemon
