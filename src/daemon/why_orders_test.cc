#include "daemon/why_orders.h"

#include <gtest/gtest.h>

namespace rouse::daemon {
namespace {

using control::Order;
using control::OrderKind;

const net::Address caller = net::Address::parse("10.1.2.3").value();

void refuse(log::Ring& ring, WallTime at, const std::string& service, const char* who,
            std::string_view reason) {
  auto subject = std::make_shared<const log::Subject>(log::Subject{service, {}, {}});
  ring.add({at, subject, log::Refused{{net::Address::parse(who).value(), 1}, reason}});
}

control::WalkStatus why(const log::Ring& ring) {
  return why_without_gate(
      {.name = "telnet", .mode = "on-demand", .state = "disabled", .detail = "disable = yes"}, ring,
      {.caller = caller, .minute = {}}, 1800);
}

TEST(WhyQuery, IsWhatTheArgumentsSay) {
  auto query = why_query({OrderKind::why, "telnet", {"10.1.2.3", "at=1439"}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->caller, caller);
  EXPECT_EQ(query->minute, 1439);
  EXPECT_FALSE(why_query({OrderKind::why, "telnet", {"10.1.2.3"}})->minute);
  for (const char* wrong : {"at=1440", "at=", "at=-1", "23:30", ""})
    EXPECT_FALSE(why_query({OrderKind::why, "telnet", {"10.1.2.3", wrong}})) << wrong;
  EXPECT_FALSE(why_query({OrderKind::why, "telnet", {"pc7"}}));
  EXPECT_FALSE(why_query({OrderKind::why, "telnet", {}}));
}

TEST(PastRefusals, AreThoseOfThisCallerAndService) {
  log::Ring ring = log::Ring::create().value();
  refuse(ring, 1001, "telnet", "10.1.2.3", access::word(access::Reason::time));
  refuse(ring, 1002, "telnet", "10.1.2.4", access::word(access::Reason::time));
  refuse(ring, 1003, "ftp", "10.1.2.3", access::word(access::Reason::time));
  refuse(ring, 1004, "telnet", "::ffff:10.1.2.3", access::word(access::Reason::libwrap));
  control::WalkStatus walk = why(ring);
  EXPECT_EQ(walk.refused, 2U);
  ASSERT_EQ(walk.refusals.size(), 2U);
  EXPECT_EQ(walk.refusals[0].at, 1001U);
  EXPECT_EQ(walk.refusals[1].reason, "libwrap");
}

TEST(PastRefusals, OfManyTheLastAreTold) {
  log::Ring ring = log::Ring::create().value();
  for (WallTime at = 1; at <= 25; ++at)
    refuse(ring, at, "telnet", "10.1.2.3", access::word(access::Reason::time));
  control::WalkStatus walk = why(ring);
  EXPECT_EQ(walk.refused, 25U);
  ASSERT_EQ(walk.refusals.size(), refusals_told);
  EXPECT_EQ(walk.refusals.front().at, 16U);
  EXPECT_EQ(walk.refusals.back().at, 25U);
}

TEST(WhyWithoutGate, TellsWhatThereIsInstead) {
  log::Ring ring = log::Ring::create().value();
  EXPECT_EQ(why(ring).verdict, control::verdict::refuses);
  EXPECT_EQ(why(ring).steps.at(0).words, "it is disabled: {}");
  WhyQuery query{.caller = caller, .minute = {}};
  auto resident = why_without_gate({.name = "web", .mode = "standalone", .state = "running"}, ring, query, 1);
  EXPECT_EQ(resident.verdict, control::verdict::unknown);
  resident = why_without_gate({.name = "web", .mode = "standalone", .state = "given up"}, ring, query, 1);
  EXPECT_EQ(resident.verdict, control::verdict::refuses);
  EXPECT_EQ(resident.steps.at(0).values, std::vector<std::string>{"given up"});
}

}  // namespace
}  // namespace rouse::daemon
