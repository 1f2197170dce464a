#include "listen/services.h"

#include <gtest/gtest.h>

#include "listen/opening.h"
#include "listen/sessions.h"
#include "listen/untaken.h"

namespace rouse::listen {
namespace {

config::ServiceConfig telnet_service() {
  config::ServiceConfig s;
  s.name = s.id = "telnet";
  s.protocol = "tcp";
  s.port = 23;
  return s;
}

TEST(Identity, IsIdKindWaitProtocolSocketTypeAndPort) {
  config::ServiceConfig a = telnet_service(), b = telnet_service();
  b.server = "/other";
  b.bind_address = net::Address::parse("127.0.0.1");
  EXPECT_EQ(identity_of(a), identity_of(b));
  b.port = 24;
  EXPECT_NE(identity_of(a), identity_of(b));
  b = telnet_service();
  b.wait = true;
  EXPECT_NE(identity_of(a), identity_of(b));
}

TEST(Identity, OfRpcIsTheProgramInPlaceOfThePort) {
  config::ServiceConfig a = telnet_service();
  a.type.add(config::Type::rpc);
  a.rpc = config::Rpc{200001, 1, 2};
  config::ServiceConfig b = a;
  b.port = 24;
  b.rpc->version_to = 3;
  EXPECT_EQ(identity_of(a), identity_of(b));
  b.rpc->program = 200002;
  EXPECT_NE(identity_of(a), identity_of(b));
}

constexpr auto dual = config::DefaultFamily::dual;

OpenDoor opened(const config::ServiceConfig& service, config::DefaultFamily default_family) {
  return {std::make_shared<const config::ServiceConfig>(service), endpoint_of(service, default_family)};
}

TEST(DoorStays, WhenNothingAboutItsSocketChanges) {
  config::ServiceConfig a = telnet_service(), b = telnet_service();
  b.server = "/other";
  b.no_access = {*net::parse_pattern("10.0.0.1")};
  EXPECT_TRUE(door_stays(opened(a, dual), b, dual));
  b.v6only = true;
  EXPECT_FALSE(door_stays(opened(a, dual), b, dual));
  b = telnet_service();
  b.flags.add(config::Flag::keepalive);
  EXPECT_FALSE(door_stays(opened(a, dual), b, dual));
}

TEST(DoorStays, MovesWithTheAddressAlsoWhenTheBindIsRemoved) {
  config::ServiceConfig a = telnet_service(), b = telnet_service();
  b.bind_address = net::Address::parse("127.0.0.1");
  EXPECT_FALSE(door_stays(opened(a, dual), b, dual));
  EXPECT_FALSE(door_stays(opened(b, dual), a, dual));
}

TEST(DoorStays, MovesWithDefaultFamily) {
  config::ServiceConfig a = telnet_service();
  EXPECT_FALSE(door_stays(opened(a, dual), a, config::DefaultFamily::ipv4));
}

TEST(Opening, DefaultsToDualStackAndFollowsDefaultFamilyAndFlags) {
  config::ServiceConfig s = telnet_service();
  EXPECT_EQ(place_of(s, config::DefaultFamily::dual), "[::]:23/tcp");
  EXPECT_EQ(place_of(s, config::DefaultFamily::ipv4), "0.0.0.0:23/tcp");
  s.family = config::Family::ipv6;
  EXPECT_EQ(place_of(s, config::DefaultFamily::ipv4), "[::]:23/tcp");
  s.bind_address = net::Address::parse("127.0.0.1");
  EXPECT_EQ(place_of(s, config::DefaultFamily::dual), "127.0.0.1:23/tcp");
}

TEST(Opening, FindsAPortThatIsFree) {
  auto service = std::make_shared<config::ServiceConfig>(telnet_service());
  service->bind_address = net::Address::parse("127.0.0.1");
  Result<std::uint16_t> port = free_port(*service, dual);
  ASSERT_TRUE(port);
  EXPECT_NE(*port, 0);
  EXPECT_NE(*port, service->port);
  EXPECT_TRUE(open_door(*at_port(service, *port), dual));
}

TEST(Opening, DatagramsOfRpcShareTheirPortWithNobody) {
  auto service = std::make_shared<config::ServiceConfig>(telnet_service());
  service->socket_type = config::SocketType::dgram;
  service->type.add(config::Type::rpc);
  service->bind_address = net::Address::parse("127.0.0.1");
  config::ServicePtr placed = at_port(service, *free_port(*service, dual));
  Result<Fd> door = open_door(*placed, dual);
  ASSERT_TRUE(door);
  EXPECT_EQ(open_door(*placed, dual).error().code, EADDRINUSE);
}

TEST(CallerEnvironment, SaysWhoAndWhereAsFarAsItIsKnown) {
  net::Endpoint peer{*net::Address::parse("10.1.2.3"), 4711};
  net::Endpoint local{*net::Address::parse("10.0.0.1"), 23};
  EXPECT_EQ(caller_environment(peer, local),
            (std::vector<std::string>{"REMOTE_HOST=10.1.2.3", "REMOTE_PORT=4711", "LOCAL_ADDR=10.0.0.1",
                                      "LOCAL_PORT=23"}));
  EXPECT_EQ(caller_environment({}, {}), std::vector<std::string>{"REMOTE_HOST=<no address>"});
}

TEST(Untaken, IsAHeadThatIsStillTheSameDatagram) {
  EXPECT_TRUE(
      left_untouched({.head_stamp_ns = 5, .connections = {}}, {.head_stamp_ns = 5, .connections = {}}));
  EXPECT_FALSE(
      left_untouched({.head_stamp_ns = 5, .connections = {}}, {.head_stamp_ns = 6, .connections = {}}));
  EXPECT_FALSE(left_untouched({.head_stamp_ns = 5, .connections = {}}, {}));
}

TEST(Untaken, IsAQueueInWhichEveryEarlierConnectionStillWaits) {
  EXPECT_TRUE(left_untouched({.head_stamp_ns = 0, .connections = {1, 4}},
                             {.head_stamp_ns = 0, .connections = {1, 2, 4}}));
  EXPECT_FALSE(left_untouched({.head_stamp_ns = 0, .connections = {1, 4}},
                              {.head_stamp_ns = 0, .connections = {2, 4}}));
  EXPECT_FALSE(left_untouched({}, {}));
}

}  // namespace
}  // namespace rouse::listen
