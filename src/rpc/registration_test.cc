#include "rpc/registration.h"

#include <gtest/gtest.h>

namespace rouse::rpc {
namespace {

Registration mountd(std::uint32_t number, std::uint16_t port = 40000) {
  return {100002, number, "udp", universal_address(false, port)};
}

TEST(UniversalAddress, EndsWithTheTwoBytesOfThePort) {
  EXPECT_EQ(universal_address(false, 40000), "0.0.0.0.156.64");
  EXPECT_EQ(universal_address(true, 111), "::.0.111");
  EXPECT_EQ(port_of("0.0.0.0.156.64"), 40000);
  EXPECT_EQ(port_of("::.0.111"), 111);
}

TEST(UniversalAddress, WithoutAPortHasNone) {
  for (const char* text :
       {"", ".", "..", "1", "1.2", "/run/rpcbind.sock", "0.0.0.0.256.1", "0.0.0.0.1.", "::.a.b"})
    EXPECT_EQ(port_of(text), std::nullopt) << text;
}

TEST(Plan, OfChangedVersionsUnsetsTheOldAndSetsTheNew) {
  Standings told{{mountd(2), Standing::held}, {mountd(3), Standing::held}};
  Wanted wanted{{mountd(3), "rusersd"}, {mountd(4), "rusersd"}};
  Plan next = plan(told, wanted, false);
  EXPECT_EQ(next.unset, std::vector{mountd(2)});
  EXPECT_EQ(next.set, std::vector{mountd(4)});
}

TEST(Plan, OfAChangedPortIsBoth) {
  Plan next = plan({{mountd(2), Standing::held}}, {{mountd(2, 40001), "rusersd"}}, false);
  EXPECT_EQ(next.unset, std::vector{mountd(2)});
  EXPECT_EQ(next.set, std::vector{mountd(2, 40001)});
}

TEST(Plan, TellsAgainWhatRpcbindMayHaveForgotten) {
  EXPECT_EQ(plan({{mountd(2), Standing::perhaps}}, {{mountd(2), "rusersd"}}, false).set,
            std::vector{mountd(2)});
  EXPECT_EQ(plan({{mountd(2), Standing::perhaps}}, {}, false).unset, std::vector{mountd(2)});
}

TEST(Plan, AsksForWhatWasRefusedOnlyWhenItIsTime) {
  Standings told{{mountd(2), Standing::refused}};
  EXPECT_TRUE(plan(told, {{mountd(2), "rusersd"}}, false).empty());
  EXPECT_EQ(plan(told, {{mountd(2), "rusersd"}}, true).set, std::vector{mountd(2)});
  EXPECT_TRUE(plan(told, {}, true).empty());  // somebody else's is left alone
}

TEST(Plan, KeepsWhatOneOfTwoStillWants) {
  Wanted both{{mountd(2), "one"}, {mountd(2), "two"}};
  EXPECT_EQ(plan({}, both, false).set, std::vector{mountd(2)});
  EXPECT_TRUE(plan({{mountd(2), Standing::held}}, {{mountd(2), "two"}}, false).empty());
}

}  // namespace
}  // namespace rouse::rpc
