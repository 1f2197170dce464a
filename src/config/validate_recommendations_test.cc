// What is in order, and could be better.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::entry;
using fakes::read;
using fakes::texts;
using fakes::texts_of;
using fakes::with_external;
using Lines = std::vector<std::string>;

TEST(Validate, FreeBindIsAboutAnAddress) {
  Lines told{"free_bind does nothing without an address in bind"};
  std::string server = with_external("socket_type = stream;free_bind = ");
  EXPECT_EQ(texts_of("finger", server + "yes"), told);
  EXPECT_EQ(texts_of("x",
                     "type = UNLISTED;wait = no;user = root;server = /bin/true;socket_type = stream;"
                     "free_bind = yes;bind = /run/x"),
            told);
  EXPECT_EQ(texts_of("finger", server + "no"), Lines{});
  EXPECT_EQ(texts_of("finger", server + "yes;bind = 10.0.0.1"), Lines{});
  EXPECT_TRUE(read(entry("finger", server + "yes;bind = 10.0.0.1")).only().free_bind);
}

TEST(Validate, PerSourceFacingTheInternetIsRecommendedAPrefix) {
  Lines recommended{
      "per_source counts each IPv6 address alone, and whoever calls from the Internet has 2^64 of them; "
      "per_source_prefix = 64 would count his network"};
  auto noted = [](std::string_view attributes) {
    return texts_of("finger", with_external("socket_type = stream;").append(attributes));
  };
  EXPECT_EQ(noted("per_source = 5"), recommended);
  EXPECT_EQ(noted("per_source = 5;flags = IPv6"), recommended);
  EXPECT_EQ(noted("per_source = 5;bind = 2001:db8::1"), recommended);
  for (std::string_view other :
       {"", "per_source = UNLIMITED", "per_source = 5;flags = IPv4", "per_source = 5;only_from = 10.0.0.0",
        "per_source = 5;per_source_prefix = 64", "per_source = 5;bind = 10.0.0.1",
        "per_source = 5;bind = ::1", "per_source = 5;bind = fd00::1", "per_source = 5;bind = fe80::1%1",
        "per_source = 5;bind = ::ffff:10.0.0.1"})
    EXPECT_EQ(noted(other), Lines{}) << other;
}

TEST(Validate, APrefixIsRecommendedOnceForAllWhoHaveTheirLimitFromDefaults) {
  std::string services = entry("finger", with_external("socket_type = stream")) +
                         entry("telnet", with_external("socket_type = stream"));
  fakes::Reading got = read("defaults\n{\nper_source = 5\n}\n" + services);
  EXPECT_EQ(got.said().size(), 1U);
  EXPECT_EQ(got.said().front().substr(0, 7), "3 note:");
  EXPECT_EQ(texts("defaults\n{\nper_source = 5\nper_source_prefix = 56\n}\n" + services), Lines{});
  EXPECT_EQ(texts("defaults\n{\nper_source = 5\ndefault_family = ipv4\n}\n" + services), Lines{});
}

}  // namespace
}  // namespace rouse::config
