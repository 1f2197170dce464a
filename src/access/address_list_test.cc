#include "access/address_list.h"

#include <gtest/gtest.h>

#include <random>

#include "fakes/addresses.h"

namespace rouse::access {
namespace {

using fakes::at;

AddressList list(std::initializer_list<std::string_view> words) {
  return AddressList(fakes::patterns(words));
}

TEST(AddressList, MatchesNobodyWhenEmpty) {
  EXPECT_FALSE(AddressList().matches(at("127.0.0.1")));
  EXPECT_FALSE(AddressList().matches(at("::1")));
  EXPECT_FALSE(AddressList().needs_name());
  EXPECT_FALSE(list({"0.0.0.0", "::/0"}).matches(net::Address()));
  EXPECT_FALSE(list({"0.0.0.0", "::/0"}).matches(net::Address::local()));
}

TEST(AddressList, Ipv4EntriesMatchMappedCallers) {
  AddressList lists = list({"10.0.0.0", "192.168.1.{4,7}", "172.20.0.0/16"});
  for (std::string_view in : {"10.9.9.9", "::ffff:10.9.9.9", "192.168.1.7", "172.20.255.255"}) {
    EXPECT_TRUE(lists.matches(at(in))) << in;
  }
  for (std::string_view out : {"11.0.0.0", "192.168.1.5", "172.21.0.0", "::1", "::10.9.9.9"}) {
    EXPECT_FALSE(lists.matches(at(out))) << out;
  }
}

TEST(AddressList, EveryIpv6MeansMappedOnesButNotPlainIpv4) {
  EXPECT_TRUE(list({"::/0"}).matches(at("::ffff:1.2.3.4")));
  EXPECT_FALSE(list({"::/0"}).matches(at("1.2.3.4")));
  EXPECT_FALSE(list({"0.0.0.0"}).matches(at("2001:db8::1")));
  EXPECT_TRUE(list({"2001:db8::/65"}).matches(at("2001:db8::7fff:0:0:1")));
  EXPECT_FALSE(list({"2001:db8::/65"}).matches(at("2001:db8::8000:0:0:1")));
}

TEST(AddressList, ScopeCountsOnlyWhenGiven) {
  AddressList lists = list({"fe80::1%7", "fe80::2"});
  EXPECT_TRUE(lists.matches(at("fe80::1%7")));
  EXPECT_FALSE(lists.matches(at("fe80::1%8")));
  EXPECT_FALSE(lists.matches(at("fe80::9%7")));
  EXPECT_TRUE(lists.matches(at("fe80::2%8")));
}

TEST(AddressList, NamesMatchWholeAndDomainsAtADot) {
  AddressList lists = list({"Host.Example.com", ".example.ORG", "10.0.0.0"});
  EXPECT_TRUE(lists.needs_name());
  EXPECT_FALSE(list({"10.0.0.0"}).needs_name());
  for (std::string_view in : {"host.example.com", "HOST.example.com.", "a.example.org", "a.b.Example.org"}) {
    EXPECT_TRUE(lists.matches_name(in)) << in;
  }
  for (std::string_view out :
       {"", ".", "example.org", "badexample.org", "host.example.com.evil", "x.host.example.com"}) {
    EXPECT_FALSE(lists.matches_name(out)) << out;
  }
}

TEST(AddressList, AgreesWithTheEntriesOneByOne) {
  std::minstd_rand random(5);
  std::vector<net::Pattern> patterns;
  std::vector<net::Prefix> prefixes;
  auto number = [&] { return static_cast<std::uint32_t>(random() ^ (random() << 16)); };
  auto wide_address = [&] {
    // Few different bits, so that prefixes and callers meet.
    std::array<std::uint8_t, 16> bytes{0x20, 1};
    for (std::size_t i : {7, 8, 9, 15}) bytes[i] = static_cast<std::uint8_t>(random() % 4 * 0x55);
    return net::Address::v6(bytes);
  };
  for (int i = 0; i < 400; ++i) {
    net::Prefix v4{net::Address::v4(number() & 0x0f0f0f0f), static_cast<unsigned>(8 + random() % 25), true};
    net::Prefix v6{wide_address(), static_cast<unsigned>(56 + random() % 73), true};
    if (i % 8 == 0) prefixes.push_back(v4);
    if (i % 16 == 0) prefixes.push_back(v6);
  }
  patterns.assign(prefixes.begin(), prefixes.end());
  AddressList lists(patterns);
  int inside = 0;
  for (int i = 0; i < 5000; ++i) {
    net::Address caller = i % 2 == 0 ? net::Address::v4(number() & 0x0f0f0f0f) : wide_address();
    bool expected = std::any_of(prefixes.begin(), prefixes.end(),
                                [&](const net::Prefix& prefix) { return prefix.contains(caller); });
    ASSERT_EQ(lists.matches(caller), expected) << caller.text();
    inside += expected ? 1 : 0;
  }
  EXPECT_GT(inside, 100);
  EXPECT_LT(inside, 4900);
}

}  // namespace
}  // namespace rouse::access
