// mode = warm: which services can be so, and what is for them alone.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::entry;
using fakes::read;
using fakes::texts_of;
using Lines = std::vector<std::string>;

constexpr std::string_view warm =
    "mode = warm;type = UNLISTED;port = 7000;socket_type = stream;wait = no;user = root;server = /bin/true;";

ServiceConfig served(std::string_view attributes) {
  return read(entry("web", std::string(warm).append(attributes))).only();
}

/// An entry that is warm, and what is against it in line 4.
Lines refused(std::string_view attributes) {
  fakes::Reading got =
      read(entry("web", std::string("mode = warm;").append(attributes).append(";port = 7000;user = root")));
  EXPECT_EQ(got.served(), "");
  return got.said();
}

std::string cannot_hold(std::string_view what) {
  return fmt::format(
      "4 error: {} cannot hold with mode = warm, which forks a server for each caller: it takes socket_type "
      "= "
      "stream, wait = no and a server; service web is dropped",
      what);
}

TEST(ValidateWarm, WaitTenMinutesForCallersUnlessTheySayOtherwise) {
  ServiceConfig web = served("");
  EXPECT_TRUE(web.is_warm());
  EXPECT_EQ(web.parking, Parking{});
  EXPECT_EQ(web.idle_timeout_s, 600U);
  EXPECT_EQ(served("idle_timeout = 5").idle_timeout_s, 5U);
  EXPECT_EQ(served("idle_timeout = UNLIMITED").idle_timeout_s, std::nullopt);
}

TEST(ValidateWarm, TakeAServerForEachCaller) {
  EXPECT_EQ(refused("wait = yes;socket_type = stream;type = UNLISTED;server = /bin/true"),
            Lines{cannot_hold("wait = yes")});
  EXPECT_EQ(refused("socket_type = dgram;wait = no;type = UNLISTED;server = /bin/true"),
            Lines{cannot_hold("a socket_type other than stream")});
  EXPECT_EQ(refused("socket_type = dgram;wait = yes;type = UNLISTED;server = /bin/true"),
            Lines{cannot_hold("a socket_type other than stream")});
  EXPECT_EQ(refused("type = INTERNAL UNLISTED;socket_type = stream;wait = no"),
            Lines{cannot_hold("type = INTERNAL")});
  EXPECT_EQ(refused("flags = SENSOR;type = UNLISTED;socket_type = stream;wait = no;server = /bin/true"),
            Lines{cannot_hold("the flag SENSOR")});
  EXPECT_EQ(refused("redirect = 10.0.0.1 80;type = UNLISTED;socket_type = stream;wait = no"),
            Lines{cannot_hold("redirect")});
}

// What of one is refused is no reason to refuse the next one.
TEST(ValidateWarm, WhatIsRefusedHoldsNoPort) {
  std::string bound = std::string(warm).append("bind = 10.0.0.9;");
  EXPECT_EQ(read(entry("a", bound + "redirect = 10.0.0.1 80") + entry("b", bound)).served(), "b");
}

TEST(ValidateWarm, CallersMayComeThroughTcpmuxRpcbindOrAPath) {
  std::string_view server = "mode = warm;socket_type = stream;wait = no;user = root;server = /bin/true;";
  auto is_warm = [&](std::string_view attributes) {
    return read(entry("web", std::string(server).append(attributes))).only().is_warm();
  };
  EXPECT_TRUE(is_warm("type = TCPMUX UNLISTED"));
  EXPECT_TRUE(is_warm("type = RPC UNLISTED;rpc_number = 100002;rpc_version = 1"));
  EXPECT_TRUE(is_warm("type = UNLISTED;bind = /run/web"));
}

TEST(ValidateWarm, WhatIsSaidOfParkingIsForThemAlone) {
  for (std::string_view line : {"park = main", "prestart = no", "park_timeout = 10",
                                "park_refresh = 10000 60", "park_watch = /etc/motd"}) {
    std::string_view name = line.substr(0, line.find(' '));
    for (std::string_view mode : {"on-demand", "standalone"}) {
      fakes::Reading got =
          read(entry("web", fmt::format("type = UNLISTED;port = 7000;socket_type = stream;"
                                        "wait = no;user = root;server = /bin/true;{};mode = {}",
                                        line, mode)));
      EXPECT_EQ(
          got.said(),
          Lines{fmt::format("9 warning: {} does nothing with mode = {}: it is for mode = warm", name, mode)});
    }
  }
}

TEST(ValidateWarm, WhatIsSaidOfSupervisionIsNotForThem) {
  EXPECT_EQ(texts_of("web", std::string(warm).append("respawn = no")),
            Lines{"respawn does nothing with mode = warm: it is for mode = standalone"});
}

// `rouse list` shows the mode of what is switched off; reading ends at `disable = yes`.
TEST(ValidateWarm, AreWarmThoughTheyAreDropped) {
  auto mode_of = [](const std::string& attributes) {
    fakes::Reading got = read(entry("web", attributes));
    return got.configuration.dropped.size() == 1 ? got.configuration.dropped.front().mode : Mode::on_demand;
  };
  EXPECT_EQ(mode_of("disable = yes;mode = warm"), Mode::warm);
  EXPECT_EQ(mode_of("mode = warm;nice = much"), Mode::warm);
  EXPECT_EQ(mode_of("disable = yes;mode = cold"), Mode::on_demand);
}

}  // namespace
}  // namespace rouse::config
