#include "config/inetd_file.h"

#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::read_inetd;
using Lines = std::vector<std::string>;

constexpr const char* telnet = "telnet stream tcp nowait root /bin/true true\n";

TEST(InetdFile, StandsBehindXinetdsOwn) {
  fakes::Reading got = read_inetd("# a comment\n\n" + std::string(telnet), fakes::service_with(""));
  EXPECT_EQ(got.served(), "demo telnet");
  EXPECT_EQ(got.said(), Lines{});
  EXPECT_EQ(got.configuration.files, (Lines{"/etc/xinetd.conf", "/etc/inetd.conf"}));
}

TEST(InetdFile, IsNotMissedWhereThereIsNone) {
  fakes::MemoryWorld world;
  world.files["/etc/xinetd.conf"] = fakes::service_with("");
  fakes::Reading got = {
      load({.path = "/etc/xinetd.conf", .directory = {}, .inetd_path = "/etc/inetd.conf"}, world)};
  EXPECT_EQ(got.served(), "demo");
  EXPECT_EQ(got.said(), Lines{});
}

TEST(InetdFile, IsReadOnDemandOnly) {
  fakes::MemoryWorld world;
  world.files["/etc/inetd.conf"] = telnet;
  EXPECT_EQ(fakes::read_in(world, fakes::service_with("")).served(), "demo");
}

// README.Debian promises it; xinetd does not keep it.
TEST(InetdFile, AnXinetdEntryWithTheSameIdHidesALine) {
  fakes::Reading got = read_inetd(telnet, fakes::service_with("", "TELNET"));
  EXPECT_EQ(got.served(), "TELNET");
  EXPECT_EQ(got.said(), (Lines{"1 differs: telnet is hidden by the entry with this id in /etc/xinetd.conf:1 "
                               "(xinetd would serve this one, too)"}));
  EXPECT_EQ(got.dropped(), (Lines{"telnet: hidden by /etc/xinetd.conf:1 (by choice)"}));
}

// Debian's own files have `disable = yes` in front of the id.
TEST(InetdFile, ADisabledEntryHidesALineByItsIdToo) {
  std::string disabled = "service daytime\n{\n disable = yes\n type = INTERNAL\n id = daytime-stream\n}\n";
  fakes::Reading got =
      read_inetd("daytime stream tcp nowait root internal\ndaytime dgram udp wait root internal\n", disabled);
  EXPECT_EQ(got.served(), "daytime-dgram");
}

TEST(InetdFile, ABrokenEntryHidesALineToo) {
  EXPECT_EQ(read_inetd(telnet, "service telnet\n{\n wait = perhaps\n}\n").served(), "");
  EXPECT_EQ(read_inetd(telnet, "service telnet\n wait = no\n}\n").served(), "");
}

TEST(InetdFile, EnabledAndDisabledKnowItsIds) {
  EXPECT_EQ(read_inetd(telnet, "defaults\n{\n disabled = telnet\n}\n").served(), "");
}

TEST(InetdFile, DefaultsHoldForItsLines) {
  std::string defaults = "defaults\n{\n only_from = 10.0.0.0/8\n instances = 7\n cps = 3 4\n}\n";
  ServiceConfig service = read_inetd(telnet, defaults).only();
  ASSERT_TRUE(service.only_from);
  EXPECT_EQ(service.only_from->size(), 1U);
  EXPECT_EQ(service.instances, Limit(7));
  EXPECT_EQ(service.cps, (CpsLimit{3, 4}));
  ServiceConfig limited = read_inetd("telnet stream tcp nowait.9 root /bin/true true\n", defaults).only();
  EXPECT_EQ(limited.cps, (CpsLimit{9, 600, 60}));
}

TEST(InetdFile, ALineOfAddressesHoldsForTheLinesBehindIt) {
  fakes::Reading got = read_inetd(
      "127.0.0.1:\ntelnet stream tcp nowait root /bin/true true\n*:\nftp stream tcp nowait root /bin/true "
      "true\n");
  ASSERT_EQ(got.served(), "telnet ftp");
  EXPECT_EQ(got.configuration.services[0]->bind, "127.0.0.1");
  EXPECT_FALSE(got.configuration.services[1]->bind);
}

TEST(InetdFile, ATcpLineBesideATcp6LineIsIpv4) {
  fakes::Reading got = read_inetd(
      "telnet stream tcp nowait root /bin/true true\ntelnet stream tcp6 nowait root /bin/true true -6\n");
  ASSERT_EQ(got.served(), "telnet telnet");
  EXPECT_EQ(got.configuration.services[0]->family, Family::ipv4);
  EXPECT_EQ(got.configuration.services[1]->family, Family::ipv6);
  EXPECT_EQ(
      got.said().back(),
      "1 differs: tcp is IPv4 here, because line 2 is about IPv6 (xinetd would serve both by this line and "
      "drop the other)");
}

TEST(InetdFile, TheSecondLineForOneAddressIsDropped) {
  fakes::Reading got = read_inetd(std::string(telnet) + std::string(telnet) +
                                  "127.0.0.1:telnet stream tcp nowait root /bin/true true\n");
  EXPECT_EQ(got.dropped(), (Lines{"telnet: line 1 already serves telnet there"}));
  EXPECT_EQ(got.configuration.services.size(), 2U);
}

TEST(InetdFile, ALineMayGoOnInTheNext) {
  fakes::Reading got = read_inetd(
      "telnet stream tcp nowait root\n\t/bin/true true\n  -a\nftp stream tcp nowait root /bin/true true "
      "\\\n-b\n"
      "  finger stream tcp nowait root /bin/true finger\n");
  ASSERT_EQ(got.served(), "telnet ftp finger");
  EXPECT_EQ(got.configuration.services[0]->argv, (Lines{"true", "-a"}));
  EXPECT_EQ(got.configuration.services[1]->argv, (Lines{"true", "-b"}));
  EXPECT_EQ(got.configuration.services[2]->argv, Lines{"finger"});
  EXPECT_EQ(got.said().size(), 3U);
}

TEST(InetdFile, ControlCharactersCostTheirLineOnly) {
  fakes::Reading got = read_inetd(std::string("ftp stream tcp nowait root /bin/true a\0b\n", 41) +
                                  "time stream tcp nowait root /bin/true a\vb\n" + std::string(telnet));
  EXPECT_EQ(got.served(), "telnet");
  EXPECT_EQ(got.dropped().at(0), "(line 1): the line holds a control character");
  EXPECT_EQ(got.said(),
            (Lines{"1 error: the line holds a control character; the service of this line is dropped",
                   "2 error: the line holds a control character; the service of this line is dropped"}));
}

}  // namespace
}  // namespace rouse::config
