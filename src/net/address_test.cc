#include "net/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <random>
#include <unordered_set>

namespace rouse::net {
namespace {

std::string reread(std::string_view text) {
  std::optional<Address> address = Address::parse(text);
  return address ? address->text() : "nothing";
}

TEST(Address, ReadsEveryFormThatInetAtonReads) {
  EXPECT_EQ(reread("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(reread("10.1"), "10.0.0.1");
  EXPECT_EQ(reread("10.1.256"), "10.1.1.0");
  EXPECT_EQ(reread("10.65537"), "10.1.0.1");
  EXPECT_EQ(reread("16909060"), "1.2.3.4");
  EXPECT_EQ(reread("010.0x10.0X1f.08"), "nothing");
  EXPECT_EQ(reread("010.0x10.0X1f.07"), "8.16.31.7");
  EXPECT_EQ(reread("0"), "0.0.0.0");
  EXPECT_EQ(reread("255.255.255.255"), "255.255.255.255");
}

TEST(Address, RefusesWhatIsNoAddress) {
  for (std::string_view text : {"",
                                ".",
                                "1.",
                                ".1",
                                "1..2",
                                "256.1.1.1",
                                "1.2.3.256",
                                "1.2.65536",
                                "1.16777216",
                                "4294967296",
                                "1.2.3.4.5",
                                "1.2.3.4.",
                                "0x",
                                "1.0x",
                                "-1",
                                "+1",
                                " 1.2.3.4",
                                "1.2.3.4 ",
                                "1.2.3.4%1",
                                "a",
                                ":",
                                ":::",
                                "1:2:3:4:5:6:7",
                                "1::2::3",
                                "12345::",
                                "::1%",
                                "::1%x",
                                "::1%4294967296",
                                "::01.2.3.4",
                                "[::1]"}) {
    EXPECT_EQ(reread(text), "nothing") << text;
  }
  EXPECT_EQ(Address::parse(std::string_view("::1\0x", 5)), std::nullopt);
}

TEST(Address, AgreesWithLibcOnRandomNumbersBetweenDots) {
  std::minstd_rand random(7);
  constexpr std::string_view letters = "0123456789.x7f0..";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto left = random() % 14 + 1; left > 0; --left) text += letters[random() % letters.size()];
    in_addr libc{};
    bool known = inet_aton(text.c_str(), &libc) != 0;
    std::optional<Address> ours = Address::parse(text);
    ASSERT_EQ(ours.has_value(), known) << text;
    if (known) {
      ASSERT_EQ(ours->v4_bits(), ntohl(libc.s_addr)) << text;
    }
  }
}

TEST(Address, WritesIpv6InLowerCaseAndMappedWithDots) {
  EXPECT_EQ(reread("2001:DB8:0:0:0:0:0:1"), "2001:db8::1");
  EXPECT_EQ(reread("::FFFF:7f00:1"), "::ffff:127.0.0.1");
  EXPECT_EQ(reread("::"), "::");
  EXPECT_EQ(reread("1:0:0:2:0:0:0:3"), "1:0:0:2::3");
  EXPECT_EQ(reread("fe80::1%4000000000"), "fe80::1%4000000000");
  EXPECT_EQ(reread("fe80::1%lo"), "fe80::1%lo");
  EXPECT_EQ(reread("2001:db8::1%7"), "2001:db8::1%7");
}

TEST(Address, KnowsItsKinds) {
  Address mapped = *Address::parse("::ffff:10.1.2.3");
  EXPECT_TRUE(mapped.is_mapped());
  EXPECT_TRUE(mapped.is_v6());
  EXPECT_EQ(mapped.unmapped(), Address::v4(0x0a010203));
  EXPECT_EQ(Address::v4(0x0a010203).unmapped(), Address::v4(0x0a010203));
  EXPECT_FALSE(Address::parse("::fffe:10.1.2.3")->is_mapped());
  EXPECT_TRUE(Address::parse("::")->is_any());
  EXPECT_TRUE(Address::parse("0")->is_any());
  EXPECT_FALSE(Address().is_any());
  EXPECT_FALSE(mapped.is_any());
  for (std::string_view text : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(Address::parse(text)->is_loopback()) << text;
  }
  for (std::string_view text : {"128.0.0.1", "::", "::2", "1::1", "::ffff:10.0.0.1"}) {
    EXPECT_FALSE(Address::parse(text)->is_loopback()) << text;
  }
  EXPECT_EQ(Address().text(), "<no address>");
  EXPECT_EQ(Address::local().text(), "local");
  EXPECT_NE(Address(), Address::local());
}

TEST(Address, HashTellsKindsAndScopesApart) {
  std::unordered_set<Address, AddressHash> seen;
  for (std::string_view text : {"::", "0.0.0.0", "fe80::1%1", "fe80::1%2", "::1", "0.0.0.1"}) {
    EXPECT_TRUE(seen.insert(*Address::parse(text)).second) << text;
  }
  EXPECT_NE(AddressHash{}(*Address::parse("::")), AddressHash{}(*Address::parse("0.0.0.0")));
  EXPECT_NE(AddressHash{}(*Address::parse("fe80::1%1")), AddressHash{}(*Address::parse("fe80::1%2")));
  EXPECT_EQ(AddressHash{}(*Address::parse("10.1")), AddressHash{}(*Address::parse("10.0.0.1")));
}

TEST(Endpoint, GoesThroughTheKernelsForm) {
  for (std::string_view text : {"10.1.2.3", "2001:db8::1", "fe80::1%3", "::ffff:127.0.0.1"}) {
    Endpoint endpoint{*Address::parse(text), 8023};
    sockaddr_storage raw{};
    std::memset(&raw, 0xff, sizeof raw);
    EXPECT_EQ(endpoint.to(raw), endpoint.address.is_v4() ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    EXPECT_EQ(Endpoint::from(raw), endpoint) << text;
  }
}

TEST(Endpoint, KnowsUnixPeersAndStrangers) {
  sockaddr_storage raw{};
  raw.ss_family = AF_UNIX;
  EXPECT_EQ(Endpoint::from(raw).address, Address::local());
  raw.ss_family = AF_PACKET;
  EXPECT_EQ(Endpoint::from(raw), Endpoint());
  EXPECT_EQ(Endpoint().to(raw), 0U);
}

TEST(Endpoint, TextHasBracketsAroundIpv6) {
  EXPECT_EQ((Endpoint{*Address::parse("127.0.0.1"), 23}.text()), "127.0.0.1:23");
  EXPECT_EQ((Endpoint{*Address::parse("::1"), 23}.text()), "[::1]:23");
  EXPECT_EQ((Endpoint{*Address::parse("::1"), 0}.text()), "::1");
  EXPECT_EQ(Endpoint().text(), "<no address>");
  EXPECT_EQ((Endpoint{Address::local(), 0}.text()), "local");
}

}  // namespace
}  // namespace rouse::net
