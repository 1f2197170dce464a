#include "listen/ledger.h"

#include <gtest/gtest.h>

namespace rouse::listen {
namespace {

Ledger new_ledger() { return std::move(*Ledger::create()); }

TEST(Ledger, KeepsTheRecordsOfServicesFromOneStewardToTheNext) {
  Ledger ledger = new_ledger();
  ledger.record_of("telnet")->tally.served = 7;
  ledger.record_of("finger")->barred = 1;
  ledger.note_death(1000);
  ledger.inherit();
  EXPECT_EQ(ledger.record_of("telnet")->tally.served, 7U);
  EXPECT_EQ(ledger.record_of("finger")->barred, 1U);
  EXPECT_EQ(ledger.record_of("time")->tally.served, 0U);
}

TEST(Ledger, ForgetsAServiceThatIsGone) {
  Ledger ledger = new_ledger();
  ServiceRecord* telnet = ledger.record_of("telnet");
  telnet->tally.served = 7;
  ledger.forget("telnet");
  ledger.forget("telnet");
  ledger.note_death(1000);
  ledger.inherit();
  EXPECT_EQ(ledger.record_of("finger"), telnet);  // its place is taken again
  EXPECT_EQ(ledger.record_of("telnet")->tally.served, 0U);
}

TEST(Ledger, IsFullAtItsLimit) {
  Ledger ledger = new_ledger();
  for (std::uint32_t i = 0; i < Ledger::services_most; ++i)
    ASSERT_NE(ledger.record_of(std::to_string(i)), nullptr);
  EXPECT_EQ(ledger.record_of("one too many"), nullptr);
  ledger.forget("17");
  EXPECT_NE(ledger.record_of("one too many"), nullptr);
}

TEST(Ledger, KnowsWhoIsShutOutUntilHisTimeIsOver) {
  Ledger ledger = new_ledger();
  Instant now{std::chrono::hours(1)};
  net::Address one = net::Address::v4(1), two = net::Address::v4(2);
  ledger.deny(one, now + std::chrono::minutes(1), now);
  ledger.deny(two, access::SensorList::never, now);
  EXPECT_EQ(ledger.denials(now).size(), 2U);
  std::vector<Denial> later = ledger.denials(now + std::chrono::minutes(1));
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later[0].who, two);
}

TEST(Ledger, RemembersTheRunlevel) {
  Ledger ledger = new_ledger();
  EXPECT_FALSE(ledger.runlevel());
  ledger.enter_runlevel(3);
  EXPECT_EQ(ledger.runlevel(), 3);
}

}  // namespace
}  // namespace rouse::listen
