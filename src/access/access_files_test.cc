#include "access/access_files.h"

#include <gtest/gtest.h>

namespace rouse::access {
namespace {

using Texts = std::vector<std::string>;

const WrapSubject telnetd{"in.telnetd", 23};
const WrapSubject ftpd{"in.ftpd", 21};

AccessFiles denying(std::string_view text) {
  AccessFiles files;
  files.read(AccessTable::deny, "hosts.deny", text);
  return files;
}

AccessFiles allowing(std::string_view text) {
  AccessFiles files;
  files.read(AccessTable::allow, "hosts.allow", text);
  return files;
}

bool concerned(std::string_view rules, const WrapSubject& subject = telnetd) {
  return denying(rules).concern(subject);
}

TEST(AccessFiles, CommentsAndBlankLinesAreNoRules) {
  EXPECT_FALSE(concerned(""));
  EXPECT_FALSE(concerned("# ALL: ALL\n\n   \t\n#x\\\nALL: ALL\n"));
  EXPECT_TRUE(concerned("# x\nALL: ALL"));
}

TEST(AccessFiles, ARuleIsAboutThoseItsListNames) {
  EXPECT_TRUE(concerned("in.ftpd, IN.TELNETD: ALL\n"));
  EXPECT_FALSE(concerned("in.ftpd in.fingerd: ALL\n"));
  EXPECT_FALSE(concerned("ALL EXCEPT in.telnetd: ALL\n"));
  EXPECT_TRUE(concerned("ALL EXCEPT in.telnetd: ALL\n", ftpd));
  EXPECT_TRUE(concerned("ALL EXCEPT in.telnetd in.ftpd EXCEPT in.telnetd: ALL\n"));
  EXPECT_TRUE(concerned("in.tel\\\nnetd: ALL\n"));
}

TEST(AccessFiles, APortIsANameToo) {
  EXPECT_TRUE(concerned("023: ALL\n"));
  EXPECT_FALSE(concerned("21: ALL\n"));
  EXPECT_TRUE(concerned("21: ALL\n", {"in.telnetd", 0}));  // its port is not known yet
}

TEST(AccessFiles, WhatOnlyLibwrapCanTellMayFit) {
  for (std::string list : {"in.*", "i?.ftpd", ".telnetd", "KNOWN", "in.telnetd@10.0.0.1", "ALL@host.example"})
    EXPECT_TRUE(concerned(list + ": ALL\n")) << list;
  EXPECT_FALSE(concerned("in.ftpd@10.0.0.1: ALL\n"));
  EXPECT_TRUE(concerned("ALL EXCEPT in.*: ALL\n"));  // it may not be the exception
}

TEST(AccessFiles, OptionsThatRunOrChangeSomethingAreObstaclesToWhomTheyConcern) {
  AccessFiles files = denying(
      "ALL: 10.0.0.1\nin.telnetd: ALL: spawn (echo a \\: b) &\nin.ftpd: [::1] : severity = auth.info : UMASK "
      "022\n");
  EXPECT_EQ(files.obstacle(telnetd), "hosts.deny:2: `spawn` runs a command, which rouse does not do");
  EXPECT_EQ(files.obstacle(ftpd),
            "hosts.deny:3: `umask` changes the server, which rouse does not do here (the service's own "
            "attributes can)");
  EXPECT_EQ(files.obstacle({"in.fingerd", 79}), std::nullopt);
  for (std::string option : {"twist /bin/echo", "aclexec false", "user nobody", "group kmem", "setenv A B"})
    EXPECT_TRUE(denying("ALL: ALL: " + option + "\n").obstacle(telnetd)) << option;
}

TEST(AccessFiles, ALineThatWouldBeSkippedIsAnObstacleWhereItRefuses) {
  EXPECT_EQ(denying("\n\nALL\n").obstacle(telnetd),
            "hosts.deny:3: `ALL` has no colon, so libwrap skips it and refuses nobody");
  AccessFiles files = allowing("in.telnetd 10.0.0.1\n");
  EXPECT_EQ(files.obstacle(telnetd), std::nullopt);
  EXPECT_EQ(files.remarks(telnetd),
            Texts{"hosts.allow:1: `in.telnetd 10.0.0.1` has no colon, so libwrap skips it"});
}

TEST(AccessFiles, NamesOfAccountsAreNotAskedFor) {
  EXPECT_EQ(
      allowing("in.telnetd: root@10.0.0.1\n").obstacle(telnetd),
      "hosts.allow:1: `root@10.0.0.1` needs the name of a caller's account, which rouse does not ask for");
  EXPECT_TRUE(denying("ALL: UNKNOWN@ALL\n").obstacle(telnetd));
  EXPECT_FALSE(allowing("ALL: ALL@10.0.0.1 @netgroup\n").obstacle(telnetd));
}

TEST(AccessFiles, WhatMayBeIgnoredIsRemarkedOn) {
  AccessFiles files = allowing("in.telnetd: ALL: banners /srv: keepalive: allow\nin.ftpd: ALL: bogus 7\n");
  EXPECT_EQ(files.remarks(telnetd),
            (Texts{"hosts.allow:1: `banners` has no effect: rouse asks for the decision only",
                   "hosts.allow:1: `keepalive` has no effect: rouse asks for the decision only"}));
  EXPECT_EQ(files.remarks(ftpd),
            Texts{"hosts.allow:2: libwrap knows no option `bogus` and refuses whoever the rule fits"});
}

TEST(AccessFiles, HostsAllowOnlyGrantsWithoutExceptionsAndRefusals) {
  EXPECT_TRUE(allowing("ALL: 10. .friend.example: severity info: ALLOW\n").allow_only_grants());
  EXPECT_FALSE(allowing("ALL: 10. EXCEPT .evil.example\n").allow_only_grants());
  EXPECT_FALSE(allowing("ALL: .evil.example: deny\n").allow_only_grants());
  EXPECT_FALSE(allowing("ALL: ALL: allow:\n").allow_only_grants());  // libwrap refuses an empty option
  EXPECT_TRUE(denying("ALL: ALL EXCEPT 10.\n").allow_only_grants());
}

TEST(AccessFiles, FilesOfPatternsAreFoundInBothLists) {
  AccessFiles files = denying("in.telnetd@/etc/ours: /etc/banned, ALL@/etc/more\nin.ftpd: /etc/other\n");
  EXPECT_EQ(files.pattern_files(telnetd), (Texts{"/etc/ours", "/etc/banned", "/etc/more"}));
}

TEST(AccessFiles, AFileThatNobodyCanReadIsAnObstacleToEverybody) {
  AccessFiles files;
  files.block("open /etc/hosts.deny: Permission denied");
  EXPECT_TRUE(files.concern(telnetd));
  EXPECT_EQ(files.obstacle(telnetd), "open /etc/hosts.deny: Permission denied");
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(denying("A\0LL: ALL\n"sv).obstacle(telnetd), "hosts.deny holds a NUL byte");
}

TEST(AccessFiles, RulesThatMayComeUnseenAreAskedFor) {
  AccessFiles files;
  EXPECT_FALSE(files.ask(telnetd));
  files.may_change_unseen();
  EXPECT_TRUE(files.ask(telnetd));
  EXPECT_FALSE(files.concern(telnetd));
}

TEST(WrapSubject, IsNamedAsXinetdNamesIt) {
  config::ServiceConfig service;
  service.name = "telnet";
  service.port = 23;
  service.server = "/usr/sbin/in.telnetd";
  EXPECT_EQ(wrap_subject(service)->daemon, "in.telnetd");
  EXPECT_EQ(wrap_subject(service)->port, 23);
  service.argv = {"/srv/other", "-x"};
  EXPECT_EQ(daemon_name(service), "in.telnetd");
  service.flags.add(config::Flag::nameinargs);
  EXPECT_EQ(daemon_name(service), "other");
  service.redirect.emplace();
  EXPECT_EQ(daemon_name(service), "telnet");
  service.libwrap = "given";
  EXPECT_EQ(daemon_name(service), "given");
}

TEST(WrapSubject, IsNoneForThoseWhoDoNotAsk) {
  config::ServiceConfig service;
  service.type.add(config::Type::rpc);
  EXPECT_FALSE(wrap_subject(service));
  service.socket_type = config::SocketType::dgram;
  EXPECT_TRUE(wrap_subject(service));
  service.flags.add(config::Flag::nolibwrap);
  EXPECT_FALSE(wrap_subject(service));
  config::ServiceConfig sensor;
  sensor.flags.add(config::Flag::sensor);
  EXPECT_FALSE(wrap_subject(sensor));
  config::ServiceConfig local;
  local.family = config::Family::unix_domain;
  EXPECT_FALSE(wrap_subject(local));
}

}  // namespace
}  // namespace rouse::access
