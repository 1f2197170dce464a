#include "tools/unit_export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "config/attribute_manual.h"
#include "config/attribute_table.h"
#include "fakes/reading.h"

namespace rouse::tools {
namespace {

using config::AttributeRow;
using config::Configuration;
using Attributes = std::map<std::string, std::string, std::less<>>;

const Attributes usual = {{"type", "UNLISTED"}, {"port", "7000"}, {"socket_type", "stream"},
                          {"wait", "no"},       {"user", "root"}, {"server", "/bin/true"}};

Configuration configured(const Attributes& attributes, const std::string& defaults = {}) {
  std::string text = "defaults\n{\n" + defaults + "\n}\nservice demo\n{\n";
  Attributes all = attributes;
  all.insert(usual.begin(), usual.end());
  for (const auto& [name, value] : all) {
    if (value != "-") text += fmt::format("{} = {}\n", name, value);
  }
  fakes::MemoryWorld world;
  world.programs_on_disk.insert("/etc/init.d/cron");
  return fakes::read_in(world, text + "}\n").configuration;
}

/// All that the export says: the units, or why there are none.
std::string exported(const Configuration& configuration) {
  if (configuration.services.size() != 1) return "not served: " + configuration.dropped.at(0).reason;
  const config::ServiceConfig& service = *configuration.services.front();
  if (auto obstacle = unit_obstacle(service)) return "no unit: " + gap_in_english(*obstacle);
  UnitExport units = export_units(service, configuration.defaults.family, false);
  return units.socket.name + "\n" + units.socket.text + units.service.name + "\n" + units.service.text;
}

std::string exported(const Attributes& attributes, const std::string& defaults = {}) {
  return exported(configured(attributes, defaults));
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

#define EXPECT_LINE(text, line) EXPECT_TRUE(has_line(text, line)) << text
#define EXPECT_NO_LINE(text, line) EXPECT_FALSE(has_line(text, line)) << text

// Every attribute

/// What an attribute needs beside it to mean something, and what it is compared with.
Attributes companions_of(const AttributeRow& row) {
  static const std::map<std::string_view, Attributes> needs = {
      {"redirect_source", {{"redirect", "192.0.2.7 80"}, {"server", "-"}}},
      {"idle_timeout", {{"redirect", "192.0.2.7 80"}, {"server", "-"}}},
      {"redirect", {{"server", "-"}}},
      {"script", {{"mode", "standalone"}, {"server", "-"}, {"ready", "pidfile /run/crond.pid"}}},
      {"free_bind", {{"bind", "192.0.2.1"}}},
      {"deny_time", {{"flags", "SENSOR"}}},
      {"protocol", {{"socket_type", "-"}, {"wait", "yes"}}},
      {"socket_type", {{"wait", "yes"}}},
      {"rpc_number", {{"type", "RPC UNLISTED"}, {"rpc_version", "1"}, {"port", "-"}}},
      {"rpc_version", {{"type", "RPC UNLISTED"}, {"rpc_number", "100002"}, {"port", "-"}}},
  };
  auto found = needs.find(row.name);
  if (found != needs.end()) return found->second;
  bool of_residents = row.topic == config::Topic::supervision && row.name != "mode";
  if (row.topic == config::Topic::parking) return {{"mode", "warm"}};
  return of_residents ? Attributes{{"mode", "standalone"}} : Attributes{};
}

/// A value that is none of the usual ones.
std::string value_of(const AttributeRow& row) {
  if (row.name == "wait") return "yes";
  if (row.name == "type") return "TCPMUX UNLISTED";
  if (row.name == "socket_type") return "dgram";
  if (row.name == "server_args") return "-l";
  std::string_view example = config::manual_of(row.name)->example;
  return std::string(example.substr(example.find("= ") + 2));
}

/// Decides which services there are, not what one is.
bool only_selects(const AttributeRow& row) {
  return row.name == "enabled" || row.name == "disabled" || row.name == "disable";
}

TEST(UnitExport, EveryAttributeIsExpressedOrToldOf) {
  for (const AttributeRow& row : config::attribute_table()) {
    if (row.origin == config::Origin::ignored || only_selects(row)) continue;
    Attributes before = companions_of(row);
    Attributes with = before;
    std::string name(row.name), defaults;
    if (row.in_service == config::Shape::nowhere)
      defaults = name + " = " + value_of(row);
    else
      with[name] = value_of(row);
    std::string without = exported(before), text = exported(with, defaults);
    EXPECT_FALSE(text.starts_with("not served")) << name << ": " << text;
    std::string teller = row.topic == config::Topic::parking ? "mode" : name;
    bool told = text.contains("#   " + teller + ": ") || text.starts_with("no unit: ");
    EXPECT_TRUE(told || text != without) << name << " is lost: " << text;
  }
}

TEST(UnitExport, ADisabledServiceIsToldOf) {
  Configuration configuration = configured({});
  UnitExport units = export_units(*configuration.services.front(), configuration.defaults.family, true);
  EXPECT_EQ(units.gaps.front().attribute, "disable");
}

// What it says

TEST(UnitExport, ACallersServer) {
  EXPECT_EQ(exported({{"flags", "NOLIBWRAP"}, {"cps", "0 10"}, {"groups", "yes"}, {"server_args", "-l 50%"}}),
            "demo.socket\n"
            "# demo.socket: service demo of /etc/xinetd.conf:5, made by rouse export systemd\n"
            "[Unit]\n"
            "Description=Socket of demo\n"
            "\n"
            "[Socket]\n"
            "ListenStream=7000\n"
            "BindIPv6Only=both\n"
            "Accept=yes\n"
            "MaxConnections=4294967295\n"
            "TriggerLimitIntervalSec=0\n"
            "\n"
            "[Install]\n"
            "WantedBy=sockets.target\n"
            "demo@.service\n"
            "# demo@.service: service demo of /etc/xinetd.conf:5, made by rouse export systemd\n"
            "[Unit]\n"
            "Description=demo\n"
            "CollectMode=inactive-or-failed\n"
            "\n"
            "[Service]\n"
            "ExecStart=@/bin/true true -l \"50%%\"\n"
            "StandardInput=socket\n"
            "StandardOutput=socket\n"
            "StandardError=socket\n"
            "User=root\n"
            "KillMode=process\n"
            "IgnoreSIGPIPE=no\n");
}

TEST(UnitExport, AServerOfAllDatagrams) {
  std::string text =
      exported({{"socket_type", "dgram"}, {"wait", "yes"}, {"instances", "3"}, {"cps", "5 9"}});
  EXPECT_LINE(text, "ListenDatagram=7000");
  EXPECT_LINE(text, "Accept=no");
  EXPECT_LINE(text, "demo.service");
  EXPECT_LINE(text, "Requires=demo.socket");
  EXPECT_LINE(text, "StartLimitIntervalSec=0");
  EXPECT_LINE(text, "TriggerLimitIntervalSec=1");
  EXPECT_LINE(text, "TriggerLimitBurst=5");
  EXPECT_NO_LINE(text, "MaxConnections=3");
  EXPECT_LINE(text, "#   instances: systemd counts only the callers that it accepts itself (wait = no)");
}

TEST(UnitExport, WhereItListens) {
  EXPECT_LINE(exported({{"flags", "IPv4"}}), "ListenStream=0.0.0.0:7000");
  EXPECT_LINE(exported({{"flags", "IPv6"}}), "ListenStream=[::]:7000");
  EXPECT_LINE(exported({}, "default_family = ipv4"), "ListenStream=0.0.0.0:7000");
  EXPECT_LINE(exported({{"v6only", "yes"}}), "BindIPv6Only=ipv6-only");
  EXPECT_LINE(exported({{"bind", "192.0.2.1"}}), "ListenStream=192.0.2.1:7000");
  EXPECT_LINE(exported({{"bind", "2001:db8::1"}}), "ListenStream=[2001:db8::1]:7000");
  EXPECT_LINE(exported({{"bind", "fe80::1%lo"}}), "ListenStream=[fe80::1]:7000%%lo");
  std::string local = exported({{"bind", "/run/demo"}, {"port", "-"}});
  EXPECT_LINE(local, "ListenStream=/run/demo");
  EXPECT_LINE(local, "SocketMode=0755");
  EXPECT_FALSE(local.contains("IPAddress"));
}

TEST(UnitExport, ANameInBindIsNotWidenedToAllAddresses) {
  config::ServiceConfig service = *configured({}).services.front();
  service.bind = "intern.example.org";
  service.bind_address.reset();
  EXPECT_EQ(unit_obstacle(service)->attribute, "bind");
}

TEST(UnitExport, WhoMayCall) {
  std::string text = exported({{"only_from", "10.0.0.0/8 .example.org"}, {"per_source", "4"}});
  EXPECT_LINE(text, "IPAddressDeny=any");
  EXPECT_LINE(text, "IPAddressAllow=10.0.0.0/8");
  EXPECT_LINE(text, "MaxConnectionsPerSource=4");
  EXPECT_LINE(text, "#   only_from: .example.org: systemd knows no names; these callers are not let in");
}

TEST(UnitExport, RightsAndLimits) {
  std::string text = exported({{"user", "65534"},
                               {"nice", "-30"},
                               {"rlimit_as", "64m"},
                               {"rlimit_cpu", "UNLIMITED"},
                               {"env", "A=1 B=x%y"},
                               {"passenv", "PATH"},
                               {"timeout", "60"},
                               {"umask", "27"}});
  for (const char* line :
       {"User=65534", "Group=65534", "Nice=-20", "LimitAS=67108864", "LimitCPU=infinity", "Environment=A=1",
        "Environment=\"B=x%%y\"", "PassEnvironment=PATH", "RuntimeMaxSec=60", "UMask=0027"})
    EXPECT_LINE(text, line);
}

TEST(UnitExport, AVariableThatSystemdWouldNotTakeIsToldOf) {
  std::string text = exported({{"env", "\"A=1\" 1B=2 C_1=3"}});
  EXPECT_LINE(text, "#   env: \\\"A=1\\\" 1B=2: systemd takes no variable with such a name");
  EXPECT_LINE(text, "Environment=C_1=3");
  EXPECT_FALSE(text.contains("1B=2\n"));
}

TEST(UnitExport, ARedirectIsAProxy) {
  std::string text = exported({{"redirect", "2001:db8::7 80"}, {"server", "-"}});
  EXPECT_LINE(text, "ExecStart=/usr/lib/systemd/systemd-socket-proxyd \"[2001:db8::7]:80\"");
  EXPECT_LINE(text, "Accept=no");
  EXPECT_NO_LINE(text, "StandardInput=socket");
}

TEST(UnitExport, AWarmServiceIsStartedForEachCaller) {
  std::string text = exported({{"mode", "warm"}, {"prestart", "yes"}});
  EXPECT_LINE(
      text, "#   mode: systemd parks no server, whatever is said of it here: each caller waits for a start");
  EXPECT_LINE(text, "Accept=yes");
  EXPECT_FALSE(text.contains("idle_timeout"));
}

TEST(UnitExport, WhatNoUnitCanStandFor) {
  EXPECT_TRUE(exported({{"mode", "standalone"}}).starts_with("no unit: mode: a resident"));
  EXPECT_TRUE(
      exported({{"type", "TCPMUX UNLISTED"}, {"port", "-"}}).starts_with("no unit: type: it has no socket"));
  EXPECT_TRUE(exported({{"flags", "SENSOR"}}).starts_with("no unit: flags: a SENSOR"));
  EXPECT_TRUE(exported({{"id", std::string(90, '/')}}).starts_with("no unit: id: "));
  EXPECT_TRUE(exported({{"server_args", "\xff"}}).starts_with("no unit: server: "));
}

}  // namespace
}  // namespace rouse::tools
