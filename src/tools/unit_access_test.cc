#include "tools/unit_access.h"

#include <gtest/gtest.h>

#include <sstream>
#include <utility>
#include <variant>

#include "net/pattern.h"

namespace rouse::tools {
namespace {

using Words = std::vector<std::string>;

std::vector<net::Pattern> patterns(const Words& words) {
  std::vector<net::Pattern> out;
  for (const std::string& word : words) out.push_back(net::parse_pattern(word).value());
  return out;
}

UnitAccess access(const std::optional<Words>& only_from, const Words& no_access, bool takes_both = true) {
  config::ServiceConfig service;
  if (only_from) service.only_from = patterns(*only_from);
  service.no_access = patterns(no_access);
  return unit_access(service, takes_both);
}

bool is_in(const std::vector<net::Pattern>& list, const net::Address& caller) {
  for (const net::Pattern& pattern : list) {
    if (std::get<net::Prefix>(pattern).contains(caller)) return true;
  }
  return false;
}

/// What systemd says of a caller: who is allowed comes in, then who is refused does not, else everybody does.
bool systemd_admits(const std::string& lines, const net::Address& caller) {
  Words allow, deny;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    std::string value = line.substr(line.find('=') + 1);
    if (value == "any") {
      deny.insert(deny.end(), {"0.0.0.0/0", "::/0"});
    } else {
      (line.starts_with("IPAddressAllow") ? allow : deny).push_back(value);
    }
  }
  net::Address plain = caller.unmapped();
  return is_in(patterns(allow), plain) || !is_in(patterns(deny), plain);
}

TEST(UnitAccess, NobodyIsMeantByAnEmptyList) {
  EXPECT_EQ(access(Words{}, {}).lines, "IPAddressDeny=any\n");
  EXPECT_EQ(access(std::nullopt, {}).lines, "");
}

TEST(UnitAccess, BitsThatDoNotCountAreLeftOut) {
  EXPECT_EQ(access(Words{"10.1.2.3/8"}, {}).lines, "IPAddressDeny=any\nIPAddressAllow=10.0.0.0/8\n");
  EXPECT_EQ(access(std::nullopt, {"192.0.2.66"}).lines, "IPAddressDeny=192.0.2.66/32\n");
  EXPECT_EQ(access(Words{"2001:db8:ffff::/33"}, {}).lines,
            "IPAddressDeny=any\nIPAddressAllow=2001:db8:8000::/33\n");
}

TEST(UnitAccess, ValuesInBracesAreNetworks) {
  EXPECT_EQ(access(Words{"10.1.2.{3,4}"}, {}).lines,
            "IPAddressDeny=any\nIPAddressAllow=10.1.2.3/32\nIPAddressAllow=10.1.2.4/32\n");
}

TEST(UnitAccess, NamesAreLeft) {
  UnitAccess out = access(Words{"10.0.0.0/8", ".example.org"}, {"bad.example.org"});
  EXPECT_EQ(out.lines, "IPAddressDeny=any\nIPAddressAllow=10.0.0.0/8\n");
  EXPECT_EQ(out.only_from_left, Words{".example.org"});
  EXPECT_EQ(out.no_access_left, Words{"bad.example.org"});
}

/// With rouse no_access wins over only_from, with systemd what is allowed over what is refused.
TEST(UnitAccess, SystemdAdmitsWhomRouseAdmits) {
  const std::vector<std::pair<std::optional<Words>, Words>> lists = {
      {Words{"10.0.0.0/8"}, {"10.1.0.0/16"}},
      {Words{"10.0.0.0/8", "10.1.1.0/24", "127.0.0.1"}, {"10.1.0.0/16", "10.128.0.0/9"}},
      {Words{"10.1.2.3"}, {"10.0.0.0/8"}},
      {Words{"0.0.0.0/0"}, {"127.0.0.1", "10.1.1.1"}},
      {Words{"::/0"}, {"2001:db8::/32"}},
      {Words{"2001:db8::/32", "::1"}, {"2001:db8::/64"}},
      {Words{"::ffff:10.0.0.0/104"}, {}},
      {std::nullopt, {"10.1.0.0/16", "::1"}},
      {std::nullopt, {"::/0"}},
  };
  const Words callers = {"10.0.0.1",    "10.1.0.0",        "10.1.1.1",    "10.1.1.2",  "10.1.2.3",
                         "10.255.0.1",  "10.127.255.255",  "127.0.0.1",   "127.0.0.2", "192.0.2.1",
                         "2001:db8::1", "2001:db8:0:1::1", "2001:db9::1", "::1",       "::2"};
  for (const auto& [only_from, no_access] : lists) {
    std::string lines = access(only_from, no_access).lines;
    for (const std::string& text : callers) {
      // On an IPv6 socket a caller over IPv4 is a mapped one.
      auto caller = net::Address::parse(text.contains(':') ? text : "::ffff:" + text).value();
      bool admitted =
          (!only_from || is_in(patterns(*only_from), caller)) && !is_in(patterns(no_access), caller);
      EXPECT_EQ(systemd_admits(lines, caller), admitted) << text << "\n" << lines;
    }
  }
}

TEST(UnitAccess, ASocketWithoutIpv4LetsNoneOfItIn) {
  EXPECT_EQ(access(Words{"::/0"}, {}, false).lines, "IPAddressDeny=any\nIPAddressAllow=::/0\n");
}

}  // namespace
}  // namespace rouse::tools
