#include "net/pattern.h"

#include <gtest/gtest.h>

namespace rouse::net {
namespace {

std::string read(std::string_view word) {
  auto pattern = parse_pattern(word);
  if (pattern) return dump_text(*pattern);
  return (pattern.error().disables_service ? "error: " : "dropped: ") + pattern.error().message;
}

bool contains(std::string_view word, std::string_view caller) {
  return std::get<Prefix>(parse_pattern(word).value()).contains(Address::parse(caller).value());
}

TEST(Pattern, TrailingZeroOctetsAreWildcards) {
  EXPECT_TRUE(contains("10.0.0.0", "10.255.1.2"));
  EXPECT_FALSE(contains("10.0.0.0", "11.0.0.0"));
  EXPECT_TRUE(contains("1.2.3.0", "1.2.3.99"));
  EXPECT_FALSE(contains("1.2.3.0", "1.2.4.99"));
  EXPECT_FALSE(contains("10.0.3.4", "10.0.3.5"));
  EXPECT_TRUE(contains("0.0.0.0", "1.2.3.4"));
  EXPECT_TRUE(contains("0.0.0.0", "::ffff:1.2.3.4"));
  EXPECT_FALSE(contains("0.0.0.0", "::1"));
  EXPECT_TRUE(contains("10.1", "10.0.0.1"));
  EXPECT_FALSE(contains("10.1", "10.1.0.1"));
}

TEST(Pattern, Ipv6IsExactWithoutBits) {
  EXPECT_TRUE(contains("::", "::"));
  EXPECT_FALSE(contains("::", "::1"));
  EXPECT_TRUE(contains("::/0", "2001:db8::1"));
  EXPECT_TRUE(contains("::/0", "::ffff:1.2.3.4"));
  EXPECT_FALSE(contains("::/0", "1.2.3.4"));
  EXPECT_TRUE(contains("2001:db8::1/128", "2001:db8::1"));
  EXPECT_FALSE(contains("2001:db8::1/128", "2001:db8::2"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(contains("::ffff:10.0.0.0/104", "::ffff:10.9.9.9"));
}

TEST(Pattern, ScopeCountsOnlyWhenGiven) {
  EXPECT_TRUE(contains("fe80::1", "fe80::1%3"));
  EXPECT_TRUE(contains("fe80::1%3", "fe80::1%3"));
  EXPECT_FALSE(contains("fe80::1%3", "fe80::1%4"));
  EXPECT_TRUE(contains("fe80::/10", "fe80::1%4"));
}

TEST(Pattern, NobodyIsInsideAnIpv4PrefixWithoutAnIpv4Address) {
  Prefix all{Address::v4(0), 0};
  EXPECT_FALSE(all.contains(Address()));
  EXPECT_FALSE(all.contains(Address::local()));
}

TEST(Pattern, BitsAndNetmasks) {
  EXPECT_TRUE(contains("172.20.0.0/16", "172.20.255.1"));
  EXPECT_FALSE(contains("172.20.0.0/16", "172.21.0.1"));
  EXPECT_TRUE(contains("10.2.3.4/24", "::ffff:10.2.3.250"));
  EXPECT_TRUE(contains("1.2.3.4/0", "9.9.9.9"));
  EXPECT_TRUE(contains("10.128.0.0/9", "10.129.0.0"));
  EXPECT_FALSE(contains("10.128.0.0/9", "10.127.0.0"));
  EXPECT_TRUE(contains("192.168.0.0/255.255.0.0", "192.168.7.7"));
  EXPECT_FALSE(contains("192.168.0.0/255.255.0.0", "192.169.7.7"));
  EXPECT_TRUE(contains("192.168.0.1/255.255.255.255", "192.168.0.1"));
  EXPECT_TRUE(contains("192.168.0.1/0.0.0.0", "1.1.1.1"));
}

TEST(Pattern, FactorisedValuesAreNumericAddresses) {
  auto pattern = parse_pattern("10.1.{2,3}").value();
  const Factorised& word = std::get<Factorised>(pattern);
  ASSERT_EQ(word.prefixes.size(), 2U);
  EXPECT_TRUE(word.prefixes[0].contains(*Address::parse("10.1.2.200")));
  EXPECT_FALSE(word.prefixes[0].contains(*Address::parse("10.1.3.200")));
  EXPECT_TRUE(word.prefixes[1].contains(*Address::parse("10.1.3.200")));
  // A zero in a set is that octet, no wildcard: 10.0.0.0 of 10.{0,1} would have let all of 10 in.
  auto zero = parse_pattern("10.{0,1}").value();
  EXPECT_TRUE(std::get<Factorised>(zero).prefixes[0].contains(*Address::parse("10.0.9.9")));
  EXPECT_FALSE(std::get<Factorised>(zero).prefixes[0].contains(*Address::parse("10.9.9.2")));
}

TEST(Pattern, DumpsAsXinetdDoes) {
  EXPECT_EQ(read("1.2.3.4"), "1.2.3.4(NUMERIC)");
  EXPECT_EQ(read("10.0.0.0"), "10.0.0.0(NUMERIC)");
  EXPECT_EQ(read("1.2.3.{4,5}"), "1.2.3.4(NUMERIC) 1.2.3.5(NUMERIC)");
  EXPECT_EQ(read("1.2.{3,4}"), "1.2.3.0(NUMERIC) 1.2.4.0(NUMERIC)");
  EXPECT_EQ(read("{1,2}"), "1.0.0.0(NUMERIC) 2.0.0.0(NUMERIC)");
  EXPECT_EQ(read("1.2.{03,010}"), "1.2.3.0(NUMERIC) 1.2.10.0(NUMERIC)");
  EXPECT_EQ(read("fe80::/10"), "fe80::/ffc0::(NET)");
  EXPECT_EQ(read("::1"), "::1(NUMERIC)");
  EXPECT_EQ(read("::/0"), "::/::(NET)");
  EXPECT_EQ(read("10.0.0.0/8"), "10.0.0.0/255.0.0.0(NET)");
  EXPECT_EQ(read("10.2.3.4/24"), "10.2.3.4/255.255.255.0(NET)");
  EXPECT_EQ(read("1.2.3.4/32"), "1.2.3.4(NUMERIC)");
  EXPECT_EQ(read("0/0"), "0.0.0.0/0.0.0.0(NET)");
  EXPECT_EQ(read("10/8"), "0.0.0.10/255.0.0.0(NET)");
  EXPECT_EQ(read("::ffff:10.0.0.0/104"), "::ffff:10.0.0.0/ffff:ffff:ffff:ffff:ffff:ffff:ff00:0(NET)");
  EXPECT_EQ(read("localhost"), "localhost(HOST)");
  EXPECT_EQ(read(".example.com"), ".example.com(HOST)");
}

TEST(Pattern, NamesLoseTheirFinalDot) {
  EXPECT_EQ(read("host.example.com."), "host.example.com(HOST)");
  EXPECT_EQ(read(".example.com."), ".example.com(HOST)");
  EXPECT_EQ(read("3com"), "3com(HOST)");
  EXPECT_EQ(read("my_host-1"), "my_host-1(HOST)");
}

TEST(Pattern, ProblemsThatDisableTheService) {
  EXPECT_EQ(read("1.2..{3,4}"), "error: Bad address: 1.2..{3,4}. Consecutive dots");
  EXPECT_EQ(read("1.2.3.4,1.2.3.5"), "error: Address: 1.2.3.4,1.2.3.5 has a comma in it - remove the comma");
  EXPECT_EQ(read("1.2.{3,,4}"), "error: Bad address: 1.2.{3,,4}. Consecutive commas");
  EXPECT_EQ(read("1.2.{}"), "error: Bad address: 1.2.{}. Consecutive commas");
  EXPECT_EQ(read("1.2.{3,}"), "error: Bad address: 1.2.{3,}. Consecutive commas");
  EXPECT_EQ(read("1.2.{,3}"), "error: Bad address: 1.2.{,3}. Consecutive commas");
  for (std::string word :
       {"1.2.{3,4", "1.2.3.{4}x", "{1,2}.3", "1.2.{3}{4}", "1.{2,3}.4", "1.2.{-3}", "1.2.{0x3}", "{1,2}.{3}",
        "1.2{3}", "1.2.{300}", "1.2.3.4.{5}", "300.{1}", "a.{1}", "1.2.{3", "{"}) {
    EXPECT_EQ(read(word), "error: Bad address: " + word);
  }
}

TEST(Pattern, BitsOutOfRangeAndMasksWithHolesDisableTheService) {
  EXPECT_EQ(read("1.2.3.4/33"), "error: Bad address: 1.2.3.4/33. IPv4 has at most 32 bits");
  EXPECT_EQ(read("::1/129"), "error: Bad address: ::1/129. IPv6 has at most 128 bits");
  EXPECT_EQ(read("1.2.3.4/99999999999999999999"),
            "error: Bad address: 1.2.3.4/99999999999999999999. IPv4 has at most 32 bits");
  EXPECT_EQ(read("1.2.3.4/255.0.255.0"), "error: Bad address: 1.2.3.4/255.0.255.0. The netmask has a hole");
  EXPECT_EQ(read("::1/255.0.0.0"), "error: Bad address: ::1/255.0.0.0. A netmask needs an IPv4 address");
  EXPECT_EQ(read("1.2.3.4/ffff::"), "error: Bad address: 1.2.3.4/ffff::. A netmask needs an IPv4 address");
}

TEST(Pattern, WordsThatFitNothingAreDropped) {
  for (std::string word :
       {"1.2.3.4.5", "300.1.2.3", "1.2.3.4/", "/8", "1.2.3.4/a", "1.2.3.4/-1", "1.2.3.4/8x", "1.2.3.", ".",
        "..", "127.0.0.1%lo", "fe80::1%nope", "a/8", "1.2.3.4/1.2.3.999", "a..b", "host!", "*", ""}) {
    EXPECT_EQ(read(word), "dropped: failed to parse " + word);
  }
}

}  // namespace
}  // namespace rouse::net
