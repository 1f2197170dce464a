#include "daemon/comparison.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "listen/opening.h"
#include "sys/socket.h"

namespace rouse::daemon {
namespace {

config::ServiceConfig at(const std::string& id, const char* address, std::uint16_t port) {
  config::ServiceConfig s;
  s.id = s.name = id;
  s.socket_type = config::SocketType::stream;
  s.protocol = "tcp";
  s.bind_address = net::Address::parse(address);
  s.port = port;
  return s;
}

/// A door there, and the port that it got.
std::pair<Fd, std::uint16_t> door_at(const char* address) {
  config::ServiceConfig service = at("door", address, 0);
  Fd door = listen::open_door(service, config::DefaultFamily::ipv4).value();
  std::uint16_t port = sys::local_of(door.raw()).value().port;
  return {std::move(door), port};
}

class ComparisonTest : public testing::Test {
 protected:
  std::uint16_t holds(const char* address) {
    auto [door, port] = door_at(address);
    doors_.push_back({0, std::move(door)});
    return port;
  }
  void serves(config::ServiceConfig service) {
    configuration_.services.push_back(std::make_shared<config::ServiceConfig>(std::move(service)));
  }
  std::vector<DoorFate> compared() { return compare(listen::Inheritance(std::move(doors_)), configuration_); }

 private:
  std::vector<process::Deposit> doors_;
  config::Configuration configuration_;
};

TEST_F(ComparisonTest, WhatListensWhereAServiceDoesIsAdopted) {
  std::uint16_t port = holds("127.0.0.1");
  serves(at("telnet", "127.0.0.1", port));
  auto doors = compared();
  ASSERT_EQ(doors.size(), 1U);
  EXPECT_EQ(doors[0].fate, Fate::adopted);
  EXPECT_EQ(comparison_text(7, doors),
            fmt::format("telnet  127.0.0.1:{}/tcp  taken over\n"
                        "doors of xinetd (process 7): 1 taken over, 0 lost; 0 opened "
                        "anew\n",
                        port));
}

TEST_F(ComparisonTest, WhatNoServiceWantsIsLost) {
  std::uint16_t port = holds("127.0.0.1");
  serves(at("telnet", "127.0.0.1", static_cast<std::uint16_t>(port ^ 1)));
  auto doors = compared();
  ASSERT_EQ(doors.size(), 2U);
  EXPECT_EQ(doors[0].fate, Fate::opened);
  EXPECT_EQ(doors[1].fate, Fate::lost);
  EXPECT_EQ(lost_in(doors), 1U);
  EXPECT_EQ(
      comparison_json(7, doors),
      fmt::format(R"({{"pid":7,"doors":[{{"service":"telnet","place":"127.0.0.1:{}/tcp","fate":"opened",)"
                  R"("theirs":null}},{{"service":null,"place":"127.0.0.1:{}/tcp","fate":"lost",)"
                  R"("theirs":null}}],"lost":1)",
                  port ^ 1, port));
}

TEST_F(ComparisonTest, TheSamePortAtAnotherAddressIsNotLost) {
  std::uint16_t port = holds("127.0.0.2");
  serves(at("telnet", "127.0.0.1", port));
  auto doors = compared();
  ASSERT_EQ(doors.size(), 1U);
  EXPECT_EQ(doors[0].fate, Fate::moved);
  EXPECT_EQ(doors[0].theirs, fmt::format("127.0.0.2:{}/tcp", port));
  EXPECT_EQ(lost_in(doors), 0U);
}

TEST_F(ComparisonTest, WhoHasNoDoorIsNotTold) {
  config::ServiceConfig muxed = at("muxed", "127.0.0.1", 0);
  muxed.type.add(config::Type::tcpmux);
  config::ServiceConfig resident = at("resident", "127.0.0.1", 0);
  resident.mode = config::Mode::standalone;
  serves(muxed);
  serves(resident);
  EXPECT_TRUE(compared().empty());
}

TEST_F(ComparisonTest, AnRpcServiceGetsTheOnlyDoorThatMayBeIts) {
  std::uint16_t port = holds("127.0.0.1");
  config::ServiceConfig rpc = at("rstatd", "127.0.0.1", 0);
  rpc.type.add(config::Type::rpc);
  serves(rpc);
  auto doors = compared();
  ASSERT_EQ(doors.size(), 1U);
  EXPECT_EQ(doors[0].fate, Fate::adopted);
  EXPECT_EQ(doors[0].place, fmt::format("127.0.0.1:{}/tcp", port));
}

}  // namespace
}  // namespace rouse::daemon
