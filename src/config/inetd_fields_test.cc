#include "config/inetd_fields.h"

#include <gtest/gtest.h>

#include "config/check_report.h"
#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::read_inetd;
using Lines = std::vector<std::string>;

/// The complaint about a line that is not served, without its line number, severity and ending.
std::string dropped_for(const std::string& line) {
  fakes::Reading got = read_inetd(line + "\n");
  EXPECT_TRUE(got.configuration.services.empty()) << line;
  EXPECT_EQ(got.configuration.dropped.size(), 1U) << line;
  for (const Message& message : got.configuration.messages)
    if (message.text.find(" is dropped") != std::string::npos)
      return message.text.substr(0, message.text.rfind("; "));
  return "nothing";
}

std::vector<std::string> differences(const fakes::Reading& got) {
  std::vector<std::string> out;
  for (const Message& message : got.configuration.messages)
    if (message.severity == Severity::difference) out.push_back(message.text);
  return out;
}

TEST(InetdFields, AreReadAsXinetdReadsThem) {
  fakes::Reading got = read_inetd("telnet stream tcp nowait nobody.tty /usr/sbin/in.telnetd in.telnetd -h\n");
  EXPECT_EQ(got.said(), Lines{});
  ServiceConfig telnet = got.only();
  EXPECT_EQ(telnet.id, "telnet");
  EXPECT_EQ(telnet.file, "/etc/inetd.conf");
  EXPECT_EQ(telnet.line, 1);
  EXPECT_EQ(telnet.port, 23);
  EXPECT_EQ(telnet.protocol, "tcp");
  EXPECT_FALSE(telnet.wait);
  EXPECT_EQ(telnet.family, Family::automatic);
  EXPECT_EQ(telnet.user->id, 65534U);
  EXPECT_EQ(telnet.group->id, 5U);
  EXPECT_EQ(telnet.groups, true);
  EXPECT_EQ(telnet.server, "/usr/sbin/in.telnetd");
  EXPECT_EQ(telnet.argv, (Lines{"in.telnetd", "-h"}));
  EXPECT_TRUE(telnet.has(Flag::reuse) && telnet.has(Flag::nameinargs) && telnet.has(Flag::nolibwrap));
  EXPECT_EQ(telnet.cps, CpsLimit{});
}

TEST(InetdFields, ADatagramServiceWaits) {
  ServiceConfig tftp = read_inetd("tftp dgram udp wait root /usr/sbin/in.tftpd in.tftpd /srv").only();
  EXPECT_EQ(tftp.socket_type, SocketType::dgram);
  EXPECT_TRUE(tftp.wait);
  EXPECT_EQ(tftp.port, 69);
}

TEST(InetdFields, InternalServicesAreNamedAfterTheirSocketType) {
  fakes::Reading got = read_inetd(
      "daytime stream tcp nowait root internal\ndaytime dgram udp wait root internal\n"
      "echo STREAM tcp nowait root INTERNAL\n");
  EXPECT_EQ(got.served(), "daytime-stream daytime-dgram echo-stream");
  const ServiceConfig& stream = *got.configuration.services.front();
  EXPECT_EQ(stream.name, "daytime");
  EXPECT_TRUE(stream.is(Type::internal));
  EXPECT_EQ(stream.flags, FlagSet<Flag>{});
  EXPECT_EQ(got.said(), Lines{});
}

TEST(InetdFields, NowaitNCountsTheServersOfAMinute) {
  fakes::Reading got = read_inetd("telnet stream tcp nowait.400 root /bin/true true\n");
  EXPECT_EQ(got.only().cps, (CpsLimit{400, 600, 60}));
  EXPECT_EQ(got.said(),
            (Lines{"1 differs: more than 400 servers in one minute close the door for ten minutes "
                   "(xinetd would serve them without a limit)"}));
  EXPECT_EQ(read_inetd("tftp dgram udp wait.5 root /bin/true true\n").only().cps, (CpsLimit{5, 600, 60}));
  EXPECT_EQ(read_inetd("telnet stream tcp nowait:7 root /bin/true true\n").only().cps,
            (CpsLimit{7, 600, 60}));
  EXPECT_EQ(read_inetd("telnet stream tcp nowait.0 root /bin/true true\n").only().cps, CpsLimit{});
}

TEST(InetdFields, NowaitWithSlashesLimitsHowManyRun) {
  ServiceConfig both = read_inetd("telnet stream tcp nowait/10/0/2 root /bin/true true\n").only();
  EXPECT_EQ(both.instances, Limit(10));
  EXPECT_EQ(both.per_source, Limit(2));
  ServiceConfig none = read_inetd("telnet stream tcp nowait/0 root /bin/true true\n").only();
  EXPECT_EQ(none.instances, Limit());
}

TEST(InetdFields, AProtocolMayNameItsFamily) {
  EXPECT_EQ(read_inetd("telnet stream tcp4 nowait root /bin/true true\n").only().family, Family::ipv4);
  ServiceConfig six = read_inetd("telnet stream tcp6 nowait root /bin/true true\n").only();
  EXPECT_EQ(six.family, Family::ipv6);
  EXPECT_TRUE(six.v6only);
  ServiceConfig both = read_inetd("tftp dgram udp46 wait root /bin/true true\n").only();
  EXPECT_EQ(both.family, Family::ipv6);
  EXPECT_FALSE(both.v6only);
  EXPECT_EQ(both.protocol, "udp");
}

TEST(InetdFields, AGroupStandsBehindADotOrAColon) {
  fakes::Reading colon = read_inetd("telnet stream tcp nowait nobody:tty /bin/true true\n");
  EXPECT_EQ(colon.only().user->name, "nobody");
  EXPECT_EQ(colon.only().group->name, "tty");
  EXPECT_EQ(differences(colon),
            Lines{"the group behind the ':' is the server's (xinetd would drop the service)"});
}

TEST(InetdFields, ADotInTheNameOfAUserThatExistsIsNoGroup) {
  fakes::MemoryWorld world;
  world.users["john.doe"] = {1000, 1000};
  ServiceConfig service = read_inetd_in(world, "telnet stream tcp nowait john.doe /bin/true true\n").only();
  ASSERT_TRUE(service.user);
  EXPECT_EQ(service.user->name, "john.doe");
  EXPECT_FALSE(service.group);
}

TEST(InetdFields, ALoginClassIsPassedOver) {
  fakes::Reading got = read_inetd("telnet stream tcp nowait nobody:tty/daemon /bin/true true\n");
  EXPECT_EQ(got.only().group->name, "tty");
  EXPECT_EQ(got.said().front(), "1 warning: there are no login classes here; daemon is ignored");
}

TEST(InetdFields, BufferSizesAreTheKernels) {
  fakes::Reading got = read_inetd("telnet stream tcp,rcvbuf=1k nowait root /bin/true true\n");
  EXPECT_EQ(got.said(),
            Lines{"1 warning: the kernel chooses the size of socket buffers; rcvbuf=1k is ignored"});
  EXPECT_EQ(got.served(), "telnet");
}

TEST(InetdFields, APathIsAUnixDomainSocket) {
  ServiceConfig service = read_inetd("/run/hello.sock stream unix nowait root /bin/true true\n").only();
  EXPECT_EQ(service.family, Family::unix_domain);
  EXPECT_EQ(service.unix_path, "/run/hello.sock");
  EXPECT_EQ(dropped_for("hello stream unix nowait root /bin/true true"),
            "a service with the protocol unix is named by the path of its socket");
  EXPECT_EQ(dropped_for("/run/x stream tcp nowait root /bin/true true"), "a path needs the protocol unix");
  EXPECT_EQ(
      dropped_for(":root:root:600:/run/x stream unix nowait root /bin/true true"),
      "the owner and mode of a socket cannot be given here; the folder of the socket can keep others out");
}

TEST(InetdFields, APortNumberNeedsNoName) {
  ServiceConfig service = read_inetd("9614 stream tcp nowait root /bin/true true\n").only();
  EXPECT_EQ(service.id, "9614");
  EXPECT_EQ(service.port, 9614);
  EXPECT_TRUE(service.is(Type::unlisted));
}

TEST(InetdFields, AddressesMayStandInFrontOfTheService) {
  fakes::Reading got = read_inetd("127.0.0.1,[::1]:telnet stream tcp nowait root /bin/true true\n");
  ASSERT_EQ(got.configuration.services.size(), 2U);
  EXPECT_EQ(got.configuration.services[0]->bind_address->text(), "127.0.0.1");
  EXPECT_EQ(got.configuration.services[1]->bind_address->text(), "::1");
  EXPECT_FALSE(read_inetd("*:telnet stream tcp nowait root /bin/true true\n").only().bind);
  EXPECT_EQ(dropped_for("127.0.0.1,:telnet stream tcp nowait root /bin/true true"),
            "an address is missing in 127.0.0.1,:telnet");
  EXPECT_EQ(dropped_for("127.0.0.1: stream tcp nowait root /bin/true true"), "the service has no name");
}

TEST(InetdFields, RpcServicesHaveVersions) {
  ServiceConfig rstatd = read_inetd("rstatd/1-3 dgram rpc/udp wait root /bin/true true\n").only();
  EXPECT_TRUE(rstatd.is(Type::rpc));
  EXPECT_EQ(rstatd.id, "rstatd");
  EXPECT_EQ(rstatd.rpc, (Rpc{100001, 1, 3}));
  EXPECT_EQ(differences(read_inetd("rstatd/1-3 dgram rpc/udp wait root /bin/true true\n")).front(),
            "the RPC service is served (xinetd would leave the line out)");
  ServiceConfig by_number = read_inetd("300000/2 stream rpc/tcp nowait root /bin/true true\n").only();
  EXPECT_EQ(by_number.rpc, (Rpc{300000, 2, 2}));
  EXPECT_EQ(dropped_for("rstatd dgram rpc/udp wait root /bin/true true"),
            "an RPC service needs its versions: rstatd/1");
}

TEST(InetdFields, WithoutArgumentsTheServerHasItsOwnName) {
  fakes::Reading got = read_inetd("telnet stream tcp nowait root /usr/sbin/in.telnetd\n");
  EXPECT_EQ(got.only().argv, Lines{"in.telnetd"});
  EXPECT_EQ(got.said(),
            (Lines{"1 differs: the server's own name stands for the missing arguments (xinetd would "
                   "start it without even a name)"}));
}

TEST(InetdFields, WhatCannotBeReadIsSaidAtItsPlace) {
  EXPECT_EQ(dropped_for("telnet stream tcp nowait.x root /bin/true true"),
            "x is no number of servers a minute");
  EXPECT_EQ(dropped_for("telnet stream tcp nowait/3/10 root /bin/true true").substr(0, 48),
            "how often one address calls in a minute cannot b");
  EXPECT_EQ(dropped_for("telnet stream tcp nowait/1/0/1/1 root /bin/true true"), "1 is one number too many");
  EXPECT_EQ(dropped_for("telnet stream tcp never root /bin/true true"),
            "Bad value for wait: never (wait or nowait)");
  EXPECT_EQ(dropped_for("telnet streem tcp nowait root /bin/true true"),
            "Bad socket type: streem (stream, dgram, raw or seqpacket)");
  EXPECT_EQ(dropped_for("telnet stream tcp5 nowait root /bin/true true"),
            "Bad protocol: tcp5 (tcp, udp, each also with 4, 6 or 46 behind it, unix, or rpc/ in front)");
  EXPECT_EQ(dropped_for("telnet stream tcp nowait nobody: /bin/true true"), "the group has no name");
  EXPECT_EQ(dropped_for("telnet stream tcp nowait nosuch /bin/true true"), "Unknown user: nosuch");
  EXPECT_EQ(dropped_for("telnet stream tcp nowait root C:/telnetd telnetd"),
            "Server C:/telnetd is not executable: its path must begin with /");
  EXPECT_EQ(dropped_for("nosuch stream tcp nowait root /bin/true true"),
            "service/protocol combination not in /etc/services: nosuch/tcp (a port number will do instead)");
  EXPECT_EQ(dropped_for("70000 stream tcp nowait root /bin/true true"),
            "port number is invalid: 70000 (0 to 65535)");
}

TEST(InetdFields, AShortLineSaysWhatIsMissingAndWhere) {
  fakes::Reading got = read_inetd("ftp stream tcp\ntelnet stream tcp nowait root /bin/true true\n");
  EXPECT_EQ(got.served(), "telnet");
  EXPECT_EQ(got.dropped(),
            (Lines{"ftp: the line ends before wait or nowait (an entry has service, socket type, "
                   "protocol, wait, user, server and its arguments)"}));
  EXPECT_EQ(
      message_text(got.configuration.messages.at(0), false),
      "/etc/inetd.conf:1: error: the line ends before wait or nowait (an entry has service, socket type, "
      "protocol, wait, user, server and its arguments); the service of this line is dropped\n"
      "    ftp stream tcp\n"
      "                  ^\n");
}

}  // namespace
}  // namespace rouse::config
