#include "config/origins.h"

#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

/// The main file has the defaults; the service's own lines are those of /etc/xinetd.d/telnet from line 3 on.
class OriginsTest : public ::testing::Test {
 protected:
  const ServiceConfig& read(const std::string& defaults, const std::string& own) {
    world.files["/etc/xinetd.conf"] = "defaults\n{\n" + defaults + "}\nincludedir /etc/xinetd.d\n";
    world.directories["/etc/xinetd.d"] = {{"telnet", true}};
    world.files["/etc/xinetd.d/telnet"] =
        "service telnet\n{\n" + own +
        "socket_type = stream\nwait = no\nuser = root\nserver = /usr/sbin/in.telnetd\n}\n";
    configuration = load({}, world);
    return *configuration.services.at(0);
  }

  fakes::MemoryWorld world;
  Configuration configuration;
};

TEST_F(OriginsTest, AValueStandsWhereItWasAssigned) {
  const ServiceConfig& telnet = read("instances = 9\ncps = 5 5\n", "per_source = 2\ninstances = 3\n");
  EXPECT_EQ(origin_of(telnet, Sourced::per_source), "/etc/xinetd.d/telnet:3");
  EXPECT_EQ(origin_of(telnet, Sourced::instances), "/etc/xinetd.d/telnet:4");
  EXPECT_EQ(origin_of(telnet, Sourced::cps), "/etc/xinetd.conf:4");
  EXPECT_EQ(origin_of(telnet, Sourced::max_load), "");
}

TEST_F(OriginsTest, EachEntryOfAListHasItsLine) {
  const ServiceConfig& telnet =
      read("only_from = 10.1.0.0\nonly_from += 10.2.0.0 10.3.0.0\n", "only_from += 10.4.0.0\n");
  EXPECT_EQ(origin_of(telnet, Sourced::only_from, 0), "/etc/xinetd.conf:3");
  EXPECT_EQ(origin_of(telnet, Sourced::only_from, 2), "/etc/xinetd.conf:4");
  EXPECT_EQ(origin_of(telnet, Sourced::only_from, 3), "/etc/xinetd.d/telnet:3");
  EXPECT_EQ(origin_of(telnet, Sourced::only_from, 4), "");
  EXPECT_EQ(origin_of(telnet, Sourced::only_from), "/etc/xinetd.d/telnet:3");
}

TEST_F(OriginsTest, EntriesThatWentTakeNobodysLine) {
  const ServiceConfig& telnet = read("no_access = 10.1.0.0 10.2.0.0\n",
                                     "no_access += 10.3.0.0\nno_access -= 10.1.0.0\nno_access += 10.4.0.0\n");
  ASSERT_EQ(telnet.no_access.size(), 3U);
  EXPECT_EQ(origin_of(telnet, Sourced::no_access, 0), "/etc/xinetd.conf:3");
  EXPECT_EQ(origin_of(telnet, Sourced::no_access, 1), "/etc/xinetd.d/telnet:3");
  EXPECT_EQ(origin_of(telnet, Sourced::no_access, 2), "/etc/xinetd.d/telnet:5");
}

TEST_F(OriginsTest, AListThatIsSetAnewForgetsTheDefaults) {
  const ServiceConfig& telnet = read("only_from = 10.1.0.0\n", "only_from = 10.4.0.0\n");
  EXPECT_EQ(origin_of(telnet, Sourced::only_from, 0), "/etc/xinetd.d/telnet:3");
}

TEST_F(OriginsTest, AServiceWhoseLinesMovedIsTheSameService) {
  ServiceConfig before = read("", "per_source = 2\n");
  ServiceConfig after = read("", "# new\nper_source = 2\n");
  EXPECT_NE(origin_of(before, Sourced::per_source), origin_of(after, Sourced::per_source));
  EXPECT_EQ(before, after);
}

}  // namespace
}  // namespace rouse::config
