#include "daemon/dump.h"

#include <gtest/gtest.h>
#include <syslog.h>

namespace rouse::daemon {
namespace {

config::ServiceConfig telnet() {
  config::ServiceConfig s;
  s.name = s.id = "telnet";
  s.flags.add(config::Flag::reuse);
  s.flags.add(config::Flag::ipv6);
  s.protocol = "tcp";
  s.protocol_number = 6;
  s.port = 23;
  s.user = config::Account{.name = "root", .id = 0};
  s.server = "/usr/sbin/in.telnetd";
  s.argv = {"in.telnetd", "-h"};
  s.only_from = {*net::parse_pattern("172.20.0.0/16")};
  s.log.syslog = config::SyslogTarget{LOG_DAEMON, LOG_INFO};
  s.log_on_failure.add(config::LogOption::host);
  return s;
}

TEST(Dump, AServiceIsWrittenInXinetdsLayout) {
  EXPECT_EQ(service_text(telnet(), config::DefaultFamily::dual),
            "\tService configuration: telnet\n"
            "\t\tid = telnet\n"
            "\t\tflags = REUSE IPv6\n"
            "\t\tsocket_type = stream\n"
            "\t\tProtocol (name,number) = (tcp,6)\n"
            "\t\tport = 23\n"
            "\t\twait = no\n"
            "\t\tuser = 0\n"
            "\t\tGroups = no\n"
            "\t\tPER_SOURCE = -1\n"
            "\t\tBind = All addresses.\n"
            "\t\tServer = /usr/sbin/in.telnetd\n"
            "\t\tServer argv = in.telnetd -h\n"
            "\t\tOnly from:  172.20.0.0/255.255.0.0(NET)\n"
            "\t\tNo access: No blocked sites\n"
            "\t\tLogging to syslog. Facility = daemon, level = info\n"
            "\t\tLog_on_success flags =\n"
            "\t\tLog_on_failure flags = HOST\n");
}

TEST(Dump, OfRpcHasProgramAndVersionsInPlaceOfThePort) {
  config::ServiceConfig s = telnet();
  s.type.add(config::Type::rpc);
  s.rpc = config::Rpc{100002, 2, 3};
  std::string text = service_text(s, config::DefaultFamily::dual);
  EXPECT_EQ(text.find("port ="), std::string::npos);
  EXPECT_NE(text.find("\t\tServer argv = in.telnetd -h\n"
                      "\t\tRPC data\n\t\t\tprogram number = 100002\n\t\t\trpc_version = 2-3\n"
                      "\t\tOnly from:"),
            std::string::npos);
  s.rpc->version_to = 2;
  EXPECT_NE(service_text(s, config::DefaultFamily::dual).find("\t\t\trpc_version = 2\n"), std::string::npos);
}

TEST(Dump, ExtensionsStandBesideWhatTheyExtend) {
  config::ServiceConfig s = telnet();
  s.per_source = 3;
  s.per_source_prefix = 64;
  s.bind = "10.0.0.1";
  s.bind_address = net::Address::parse("10.0.0.1");
  s.free_bind = true;
  EXPECT_NE(
      service_text(s, config::DefaultFamily::dual)
          .find("\t\tPER_SOURCE = 3\n\t\tPER_SOURCE prefix = 64\n\t\tBind = 10.0.0.1\n\t\tFree bind = yes\n"),
      std::string::npos);
}

TEST(Dump, OfAWarmServiceTellsHowItIsParked) {
  config::ServiceConfig s = telnet();
  s.mode = config::Mode::warm;
  s.idle_timeout_s = 600;
  auto shows = [&](std::string_view lines) {
    std::string text = service_text(s, config::DefaultFamily::dual);
    EXPECT_NE(text.find(lines), std::string::npos) << text;
  };
  shows(
      "\t\tIdle timeout = 600\n\t\tMode = warm\n\t\tPark = main\n\t\tPark timeout = 10\n"
      "\t\tPark refresh = 10000 callers, 60 minutes\n\t\tOnly from:");
  s.parking = {.point = config::ParkPoint::io,
               .prestart = true,
               .timeout_ms = 500,
               .refresh_callers = std::nullopt,
               .refresh_ms = std::nullopt,
               .watch = {"/etc/motd", "/etc/issue"}};
  shows(
      "\t\tPark = io\n\t\tPrestart = yes\n\t\tPark timeout = 0.5\n\t\tPark refresh = UNLIMITED, UNLIMITED\n"
      "\t\tPark watch = /etc/motd /etc/issue\n");
}

// xinetd's dump tells what the entry itself says of cps, the family that the service has, and nothing of the
// server that a redirect has no use for.
TEST(Dump, WhatIsShownOfCpsFamilyAndRedirect) {
  config::ServiceConfig s = telnet();
  s.flags = {};
  s.cps_in_service = true;
  s.redirect = config::Redirect{"192.0.2.1", 24};
  auto shows = [&](std::string_view line, config::DefaultFamily family) {
    return service_text(s, family).find(line) != std::string::npos;
  };
  EXPECT_TRUE(shows("\t\tCPS = max conn:50 wait:10\n", config::DefaultFamily::dual));
  EXPECT_TRUE(shows("\t\tflags = IPv6\n", config::DefaultFamily::dual));
  EXPECT_TRUE(shows("\t\tflags = IPv4\n", config::DefaultFamily::ipv4));
  EXPECT_FALSE(shows("Server", config::DefaultFamily::dual));
  s.family = config::Family::ipv4;  // bind = 192.0.2.7
  EXPECT_TRUE(shows("\t\tflags = IPv4\n", config::DefaultFamily::dual));
}

TEST(Dump, OfTheEnvironmentOnlyNamesAreShown) {
  config::ServiceConfig s = telnet();
  s.env = {"SECRET=1"};
  s.passenv = {"LANG", "TZ"};
  std::string text = service_text(s, config::DefaultFamily::dual);
  EXPECT_EQ(text.find("SECRET"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\t\tPassenv = LANG TZ\n"));
}

TEST(Dump, RunTimeLinesStandOnlyBehindAnActiveService) {
  config::DefaultsConfig defaults;
  auto config = std::make_shared<const config::ServiceConfig>(telnet());
  Snapshot snapshot;
  snapshot.version = "0.1.0";
  snapshot.defaults = &defaults;
  snapshot.services = {{config, "Active", true, 2, 6, 3},
                       {config, "Not started", false, 0, -1, std::nullopt}};
  std::string text = dump_text(snapshot);
  EXPECT_NE(text.find("\trunning servers = 2\n\tretry servers = 0\n\tattempts = 0\n\tservice fd = 6\n"
                      "\tpackets refused by its filter = 3\n"),
            std::string::npos);
  EXPECT_EQ(text.find("running servers = 0"), std::string::npos);
  EXPECT_NE(text.find("active_services = 1\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\n\nEND OF DUMP\n"));
}

TEST(Dump, TheMemoryOfParkedProcessesStandsInDefaults) {
  config::DefaultsConfig defaults;
  defaults.parked_bytes_most = 65'536;
  Snapshot snapshot;
  snapshot.defaults = &defaults;
  EXPECT_NE(dump_text(snapshot).find("Service defaults\n\tPark memory max = 65536\n\tBind = "),
            std::string::npos);
}

TEST(Dump, ShowsResidentsWhereThereAreAny) {
  config::DefaultsConfig defaults;
  Snapshot snapshot;
  snapshot.version = "0.1.0";
  snapshot.defaults = &defaults;
  EXPECT_EQ(dump_text(snapshot).find("Resident"), std::string::npos);
  EXPECT_EQ(dump_text(snapshot).find("Park"), std::string::npos);
  snapshot.residents = {
      {"web", "resting", 0, 1'800'000'000, 2, "server 12 exited with status 1", "3\x1b of 4"},
      {"db", "running", 34, 1'800'000'000, 0, "", ""}};
  std::string text = dump_text(snapshot);
  std::size_t at = text.find("\nResident table dump:\nweb resident\nstate = resting\nsince = ");
  ASSERT_NE(at, std::string::npos);
  EXPECT_NE(text.find("\npid = 0\nrespawns = 2\nlast end = server 12 exited with status 1\n"
                      "status = 3\\x1b of 4\n\ndb resident\nstate = running\n"),
            std::string::npos)
      << text.substr(at);
  EXPECT_NE(text.find("\npid = 34\nrespawns = 0\n\n\nRetry table dump:\n"), std::string::npos);
}

}  // namespace
}  // namespace rouse::daemon
