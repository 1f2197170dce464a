#include "rpc/registration.h"

#include <gtest/gtest.h>

namespace rouse::rpc {
namespace {

Registration version(std::uint32_t number, std::uint16_t port = 40000) {
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
  Standings told{{version(2), Standing::held}, {version(3), Standing::held}};
  Wanted wanted{{version(3), "rusersd"}, {version(4), "rusersd"}};
  Plan next = plan(told, wanted, false);
  EXPECT_EQ(next.unset, std::vector{version(2)});
  EXPECT_EQ(next.set, std::vector{version(4)});
}

TEST(Plan, OfAChangedPortIsBoth) {
  Plan next = plan({{version(2), Standing::held}}, {{version(2, 40001), "rusersd"}}, false);
  EXPECT_EQ(next.unset, std::vector{version(2)});
  EXPECT_EQ(next.set, std::vector{version(2, 40001)});
}

TEST(Plan, TellsAgainWhatRpcbindMayHaveForgotten) {
  EXPECT_EQ(plan({{version(2), Standing::perhaps}}, {{version(2), "rusersd"}}, false).set,
            std::vector{version(2)});
  EXPECT_EQ(plan({{version(2), Standing::perhaps}}, {}, false).unset, std::vector{version(2)});
}

TEST(Plan, AsksForWhatWasRefusedOnlyWhenItIsTime) {
  Standings told{{version(2), Standing::refused}};
  EXPECT_TRUE(plan(told, {{version(2), "rusersd"}}, false).empty());
  EXPECT_EQ(plan(told, {{version(2), "rusersd"}}, true).set, std::vector{version(2)});
  EXPECT_TRUE(plan(told, {}, true).empty());  // somebody else's is left alone
}

TEST(Plan, KeepsWhatOneOfTwoStillWants) {
  Wanted both{{version(2), "one"}, {version(2), "two"}};
  EXPECT_EQ(plan({}, both, false).set, std::vector{version(2)});
  EXPECT_TRUE(plan({{version(2), Standing::held}}, {{version(2), "two"}}, false).empty());
}

}  // namespace
}  // namespace rouse::rpc
