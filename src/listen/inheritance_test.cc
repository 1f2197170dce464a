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
  EXPECT_EQ(left[0].place, "127.0.0.1:" + std::to_string(service.port) + " stream/6");
  EXPECT_EQ(inheritance.size(), 0U);
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
