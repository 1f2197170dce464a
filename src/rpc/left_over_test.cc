#include "rpc/left_over.h"

#include <gtest/gtest.h>

#include "fakes/conversation.h"

namespace rouse::rpc {
namespace {

Registration at(std::string netid, std::uint16_t port) {
  bool ipv6 = netid.ends_with('6');
  return {200001, 1, std::move(netid), universal_address(ipv6, port)};
}

TEST(LeftOver, IsAPortThatNobodyHolds) {
  Fd door = fakes::open_door();
  std::uint16_t port = sys::local_of(door.raw())->port;
  EXPECT_FALSE(is_left_over(at("tcp", port)));
  EXPECT_TRUE(is_left_over(at("udp", port)));
  door.reset();
  EXPECT_TRUE(is_left_over(at("tcp", port)));
}

TEST(LeftOver, IsAskedInTheFamilyOfTheTransport) {
  Fd door = fakes::open_door({*net::Address::parse("::1"), 0});
  std::uint16_t port = sys::local_of(door.raw())->port;
  EXPECT_FALSE(is_left_over(at("tcp6", port)));
  EXPECT_TRUE(is_left_over(at("tcp", port)));
}

TEST(LeftOver, IsNothingThatCannotBeFoundOut) {
  EXPECT_FALSE(is_left_over({200001, 1, "local", "/run/some.sock"}));
  EXPECT_FALSE(is_left_over({200001, 1, "sctp", universal_address(false, 40000)}));
  EXPECT_FALSE(is_left_over({200001, 1, "tcp", "nonsense"}));
  EXPECT_FALSE(is_left_over(at("tcp", 0)));
}

}  // namespace
}  // namespace rouse::rpc
