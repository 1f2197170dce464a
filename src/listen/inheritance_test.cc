#include "listen/inheritance.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "listen/opening.h"
#include "sys/socket.h"

namespace rouse::listen {
namespace {

using config::DefaultFamily;

config::ServiceConfig at_loopback(config::SocketType type) {
  config::ServiceConfig s;
  s.id = s.name = "test";
  s.socket_type = type;
  s.protocol = type == config::SocketType::stream ? "tcp" : "udp";
  s.bind_address = net::Address::parse("127.0.0.1");
  return s;
}

/// `service`, at the port where its door is now, and that door.
std::pair<config::ServiceConfig, Fd> opened(config::ServiceConfig service) {
  service.port = free_port(service, DefaultFamily::ipv4).value();
  Fd door = open_door(service, DefaultFamily::ipv4).value();
  return {service, std::move(door)};
}

Inheritance of(Fd door) {
  std::vector<process::Deposit> doors;
  doors.push_back({5, std::move(door)});
  return Inheritance(std::move(doors));
}

TEST(Inheritance, FindsADoorByWhereItIs) {
  for (config::SocketType type : {config::SocketType::stream, config::SocketType::dgram}) {
    auto [service, door] = opened(at_loopback(type));
    Inheritance inheritance = of(std::move(door));
    config::ServiceConfig other = service;
    other.port = static_cast<std::uint16_t>(service.port + 1);
    EXPECT_FALSE(inheritance.take(other, DefaultFamily::ipv4));
    auto found = inheritance.take(service, DefaultFamily::ipv4);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->number, 5U);
    EXPECT_FALSE(inheritance.take(service, DefaultFamily::ipv4));  // he has it
  }
}

TEST(Inheritance, DoesNotTakeADatagramDoorForAStreamOne) {
  auto [service, door] = opened(at_loopback(config::SocketType::dgram));
  service.socket_type = config::SocketType::stream;
  EXPECT_FALSE(of(std::move(door)).take(service, DefaultFamily::ipv4));
}

TEST(Inheritance, FindsAUnixDoorByItsPath) {
  std::string folder = "/tmp/rouse-inheritance-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  config::ServiceConfig service;
  service.family = config::Family::unix_domain;
  service.socket_type = config::SocketType::stream;
  service.unix_path = folder + "/door";
  Inheritance inheritance = of(open_door(service, DefaultFamily::ipv4).value());
  EXPECT_TRUE(inheritance.take(service, DefaultFamily::ipv4));
  ::unlink(service.unix_path.c_str());
  ::rmdir(folder.c_str());
}

TEST(Inheritance, TellsWhatNobodyHasTaken) {
  auto [service, door] = opened(at_loopback(config::SocketType::stream));
  Inheritance inheritance = of(std::move(door));
  auto left = inheritance.unclaimed();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].place, "127.0.0.1:" + std::to_string(service.port) + "/tcp");
  EXPECT_EQ(inheritance.size(), 0U);
}

TEST(Inheritance, KnowsADoorFromOtherSockets) {
  for (config::SocketType type : {config::SocketType::stream, config::SocketType::dgram}) {
    auto [service, door] = opened(at_loopback(type));
    EXPECT_TRUE(is_door(door.raw()));
    Fd bound =
        sys::open_socket(AF_INET, type == config::SocketType::stream ? SOCK_STREAM : SOCK_DGRAM).value();
    EXPECT_FALSE(is_door(bound.raw()));  // it has no port, or does not listen
    ASSERT_TRUE(sys::connect(bound.raw(), {*service.bind_address, service.port}));
    EXPECT_FALSE(is_door(bound.raw()));
  }
  EXPECT_FALSE(is_door(sys::open_socket(AF_UNIX, SOCK_DGRAM).value().raw()));  // as that of syslog
}

TEST(Inheritance, GuessesTheDoorOfAnRpcServiceIfThereIsOnlyOne) {
  config::ServiceConfig rpc = at_loopback(config::SocketType::dgram);
  rpc.type.add(config::Type::rpc);
  auto [first, first_door] = opened(at_loopback(config::SocketType::dgram));
  auto [second, second_door] = opened(at_loopback(config::SocketType::dgram));
  std::vector<process::Deposit> doors;
  doors.push_back({1, std::move(first_door)});
  doors.push_back({2, std::move(second_door)});
  Inheritance inheritance(std::move(doors));
  std::vector<config::ServicePtr> services{std::make_shared<config::ServiceConfig>(second)};
  Inheritance unsure = std::move(inheritance);
  EXPECT_EQ(unsure.rpc_port(rpc, DefaultFamily::ipv4), 0);
  unsure.set_aside_rpc(services, DefaultFamily::ipv4);
  EXPECT_EQ(unsure.rpc_port(rpc, DefaultFamily::ipv4), first.port);
  unsure.set_aside_rpc({}, DefaultFamily::ipv4);
  EXPECT_EQ(unsure.rpc_port(rpc, DefaultFamily::ipv4), 0);  // which of them?
}

TEST(RefitDoor, ListensAgainUnlessItIsToStayShut) {
  auto [service, door] = opened(at_loopback(config::SocketType::stream));
  ASSERT_TRUE(sys::shutdown_both(door.raw()));
  ASSERT_TRUE(refit_door(door.raw(), service, true));
  EXPECT_EQ(sys::option(door.raw(), SOL_SOCKET, SO_ACCEPTCONN).value(), 0);
  ASSERT_TRUE(refit_door(door.raw(), service, false));
  EXPECT_EQ(sys::option(door.raw(), SOL_SOCKET, SO_ACCEPTCONN).value(), 1);
}

}  // namespace
}  // namespace rouse::listen
