#include "access/source_count.h"

#include <gtest/gtest.h>

#include "fakes/addresses.h"

namespace rouse::access {
namespace {

using fakes::at;

TEST(SourceCounts, CountsEachAddressAndForgetsTheOnesWithout) {
  SourceCounts counts;
  net::Address first = net::Address::v4(1);
  net::Address second = net::Address::v4(2);
  EXPECT_EQ(counts.running(first), 0U);
  counts.add(first);
  counts.add(first);
  counts.add(second);
  EXPECT_EQ(counts.running(first), 2U);
  EXPECT_EQ(counts.running(second), 1U);
  counts.remove(first);
  EXPECT_EQ(counts.running(first), 1U);
  counts.remove(first);
  EXPECT_EQ(counts.running(first), 0U);
  EXPECT_EQ(counts.sources(), 1U);
  counts.remove(first);
  EXPECT_EQ(counts.running(first), 0U);
  EXPECT_EQ(counts.sources(), 1U);
}

TEST(SourceOf, IsTheAddressUnlessAPrefixIsAskedFor) {
  EXPECT_EQ(source_of(at("2001:db8:1:2:3:4:5:6"), 128), at("2001:db8:1:2:3:4:5:6"));
  EXPECT_EQ(source_of(at("10.1.2.3"), 128), at("10.1.2.3"));
  EXPECT_EQ(source_of(net::Address::local(), 64), net::Address::local());
}

TEST(SourceOf, IsTheNetworkOfAnIpv6Address) {
  EXPECT_EQ(source_of(at("2001:db8:1:2:3:4:5:6"), 64), at("2001:db8:1:2::"));
  EXPECT_EQ(source_of(at("2001:db8:1:2:3:4:5:6"), 48), at("2001:db8:1::"));
  EXPECT_EQ(source_of(at("2001:db8:1:ffff::1"), 52), at("2001:db8:1:f000::"));
  EXPECT_EQ(source_of(at("ffff::1"), 1), at("8000::"));
  EXPECT_EQ(source_of(at("::3"), 127), at("::2"));
}

TEST(SourceOf, LeavesIpv4Alone) {
  EXPECT_EQ(source_of(at("10.1.2.3"), 64), at("10.1.2.3"));
  EXPECT_EQ(source_of(at("::ffff:10.1.2.3"), 64), at("10.1.2.3"));
}

TEST(SourceOf, LeavesNeighboursAloneEachAtItsInterface) {
  EXPECT_EQ(source_of(at("fe80::1%2"), 64), at("fe80::1%2"));
  EXPECT_NE(source_of(at("fe80::1%2"), 64), source_of(at("fe80::1%3"), 64));
}

}  // namespace
}  // namespace rouse::access
