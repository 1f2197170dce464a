#include "daemon/event_orders.h"

#include <gtest/gtest.h>

namespace rouse::daemon {
namespace {

log::Ring ring_of(std::uint64_t count) {
  log::Ring ring = log::Ring::create().value();
  for (std::uint64_t i = 1; i <= count; ++i) {
    auto subject = std::make_shared<const log::Subject>(log::Subject{i % 2 == 1 ? "odd" : "even", {}, {}});
    ring.add({static_cast<WallTime>(1000 + i), subject, log::Started{{}, static_cast<pid_t>(i)}});
  }
  return ring;
}

std::vector<std::uint64_t> numbers(const std::vector<control::EventLine>& events) {
  std::vector<std::uint64_t> out;
  for (const control::EventLine& event : events) out.push_back(event.number);
  return out;
}

using Numbers = std::vector<std::uint64_t>;

TEST(EventQuery, IsWhatTheArgumentsSay) {
  auto query = event_query({control::OrderKind::events, "", {"after=7", "since=1700", "wait"}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->after, 7U);
  EXPECT_EQ(query->since, 1700);
  EXPECT_TRUE(query->waits);
  for (const char* wrong : {"after=", "after=x", "since=-1", "waits", ""})
    EXPECT_FALSE(event_query({control::OrderKind::events, "", {wrong}})) << wrong;
}

TEST(Events, AreThoseThatTheQueryMeans) {
  log::Ring ring = ring_of(4);
  EXPECT_EQ(numbers(events_in(ring, {})), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(numbers(events_in(ring, {.after = 3})), (Numbers{4}));
  EXPECT_EQ(numbers(events_in(ring, {.after = 4})), Numbers{});
  EXPECT_EQ(numbers(events_in(ring, {.after = UINT64_MAX})), Numbers{});
  EXPECT_EQ(numbers(events_in(ring, {.since = 1003})), (Numbers{3, 4}));
  EventQuery odd;
  odd.is_wanted = [](const std::string& id) { return id == "odd"; };
  EXPECT_EQ(numbers(events_in(ring, odd)), (Numbers{1, 3}));
  EXPECT_EQ(events_in(ring, {}).front().text, "START: odd pid=1 from=<no address>");
}

TEST(Events, ComeInPortions) {
  log::Ring ring = ring_of(log::Ring::capacity + 10);
  std::vector<control::EventLine> first = events_in(ring, {});
  ASSERT_EQ(first.size(), events_at_once);
  EXPECT_EQ(first.front().number, 11U) << "older ones have fallen out";
  EXPECT_EQ(events_in(ring, {.after = first.back().number}).front().number, first.back().number + 1);
}

}  // namespace
}  // namespace rouse::daemon
