#include "access/sensor_list.h"

#include <gtest/gtest.h>

#include "fakes/addresses.h"

namespace rouse::access {
namespace {

using fakes::at;
using Outcome = SensorList::Outcome;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant start{};

TEST(SensorList, ShutsOutUntilTheEndAndNotAMomentLonger) {
  SensorList list;
  EXPECT_FALSE(list.lists(at("10.0.0.1"), start));
  EXPECT_EQ(list.shut_out(at("10.0.0.1"), start + minutes(5), start), Outcome::added);
  EXPECT_TRUE(list.lists(at("10.0.0.1"), start + minutes(5) - Duration(1)));
  EXPECT_FALSE(list.lists(at("10.0.0.1"), start + minutes(5)));
  EXPECT_FALSE(list.lists(at("10.0.0.2"), start));
}

/// xinetd matches them as words of no_access: 10.0.0.0 would be a network.
TEST(SensorList, AnAddressThatEndsInZeroIsNoNetwork) {
  SensorList list;
  list.shut_out(at("10.0.0.0"), SensorList::never, start);
  EXPECT_TRUE(list.lists(at("10.0.0.0"), start));
  EXPECT_FALSE(list.lists(at("10.0.0.1"), start));
}

TEST(SensorList, Ipv4AndIpv4MappedAreOne) {
  SensorList list;
  list.shut_out(at("::ffff:10.0.0.1"), SensorList::never, start);
  EXPECT_TRUE(list.lists(at("10.0.0.1"), start));
  list.shut_out(at("10.0.0.2"), SensorList::never, start);
  EXPECT_TRUE(list.lists(at("::ffff:10.0.0.2"), start));
  EXPECT_EQ(list.ends().size(), 2U);
}

TEST(SensorList, LinkLocalAddressesOfTwoInterfacesAreTwo) {
  SensorList list;
  list.shut_out(at("fe80::1%1"), SensorList::never, start);
  EXPECT_TRUE(list.lists(at("fe80::1%1"), start));
  EXPECT_FALSE(list.lists(at("fe80::1%2"), start));
}

TEST(SensorList, WhoCallsAgainIsShutOutLongerNeverShorter) {
  SensorList list;
  list.shut_out(at("::1"), start + minutes(5), start);
  EXPECT_EQ(list.shut_out(at("::1"), start + minutes(6), start), Outcome::extended);
  EXPECT_TRUE(list.lists(at("::1"), start + minutes(5)));
  EXPECT_EQ(list.shut_out(at("::1"), start + minutes(1), start), Outcome::unchanged);
  EXPECT_TRUE(list.lists(at("::1"), start + minutes(5)));
  EXPECT_EQ(list.shut_out(at("::1"), SensorList::never, start), Outcome::extended);
  EXPECT_EQ(list.shut_out(at("::1"), start + minutes(60), start), Outcome::unchanged);
  EXPECT_EQ(list.shut_out(at("::1"), SensorList::never, start), Outcome::unchanged);
  EXPECT_TRUE(list.lists(at("::1"), start + std::chrono::years(50)));
}

TEST(SensorList, AFloodOfOneCallerIsNewsOnceASecond) {
  SensorList list;
  list.shut_out(at("::1"), start + minutes(1), start);
  Duration moment = std::chrono::milliseconds(999);
  EXPECT_EQ(list.shut_out(at("::1"), start + minutes(1) + moment, start + moment), Outcome::unchanged);
  EXPECT_EQ(list.shut_out(at("::1"), start + minutes(1) + seconds(1), start + seconds(1)), Outcome::extended);
}

TEST(SensorList, WhoWasLetInAgainIsNewWhenHeReturns) {
  SensorList list;
  list.shut_out(at("::1"), start + minutes(1), start);
  Instant later = start + minutes(2);
  EXPECT_EQ(list.shut_out(at("::1"), later + minutes(1), later), Outcome::added);
  EXPECT_TRUE(list.lists(at("::1"), later));
}

TEST(SensorList, SweepingForgetsThoseWhoseTimeIsOver) {
  SensorList list;
  list.shut_out(at("10.0.0.1"), start + minutes(1), start);
  list.shut_out(at("10.0.0.2"), start + minutes(2), start);
  list.shut_out(at("10.0.0.3"), SensorList::never, start);
  EXPECT_FALSE(list.sweep(start + seconds(59)));
  EXPECT_TRUE(list.sweep(start + minutes(1)));
  EXPECT_EQ(list.ends().size(), 2U);
  EXPECT_FALSE(list.sweep(start + minutes(1)));
  EXPECT_TRUE(list.sweep(start + minutes(2)));
  EXPECT_EQ(list.ends().size(), 1U);
  EXPECT_FALSE(list.sweep(start + std::chrono::years(200)));
}

TEST(SensorList, IsLimitedAndTakesNobodyMoreUntilSomebodyExpires) {
  SensorList list;
  for (std::uint32_t i = 0; i < SensorList::most; ++i)
    list.shut_out(net::Address::v4(i), start + (i == 7 ? minutes(1) : minutes(60)), start);
  EXPECT_EQ(list.shut_out(at("::1"), start + minutes(60), start), Outcome::full);
  EXPECT_FALSE(list.lists(at("::1"), start));
  EXPECT_EQ(list.shut_out(net::Address::v4(3), start + minutes(61), start), Outcome::extended);
  EXPECT_EQ(list.shut_out(at("::1"), start + minutes(60), start + minutes(1)), Outcome::added);
  EXPECT_TRUE(list.sweep(start + minutes(1))) << "what made room is told by the next sweep";
}

TEST(SensorList, DenyTimeIsInMinutesAndForeverWhereItIsNegative) {
  EXPECT_EQ(end_of_denial(0, start), start);
  EXPECT_EQ(end_of_denial(5, start), start + minutes(5));
  EXPECT_EQ(end_of_denial(-1, start), SensorList::never);
  EXPECT_EQ(end_of_denial(INT32_MAX, start), SensorList::never);
}

}  // namespace
}  // namespace rouse::access
